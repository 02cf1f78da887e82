package dev.antibody.app;

import picocli.CommandLine;

/** Entry point of the command line. */
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        // Threads of Kafka or PyTorch must not keep a finished command alive, hence an exit and no return.
        System.exit(commandLine().execute(args));
    }

    /** The command line with all commands, as typed commands and tests use it. */
    static CommandLine commandLine() {
        Problems problems = new Problems();
        return new CommandLine(new AntibodyCommand())
                .setParameterExceptionHandler(problems)
                .setExecutionExceptionHandler(problems)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(100)
                .setUsageHelpAutoWidth(true)
                .setAbbreviatedOptionsAllowed(false);
    }
}
