package dev.antibody.app.stream;

import picocli.CommandLine.Option;

/** The help of a command whose own {@code --version} is another thing: picocli then leaves out its standard options. */
final class HelpOption {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help message and exit.")
    @SuppressWarnings("UnusedVariable") // picocli looks at it
    private boolean help;
}
