package dev.antibody.app.cli;

import picocli.CommandLine.Option;

/** The choice between text for a person and JSON lines for a program. */
public final class JsonOption {

    @Option(names = "--json", description = "Print JSON lines on standard output, and nothing else there.")
    private boolean json;

    /** Whether JSON was asked for. */
    public boolean json() {
        return json;
    }
}
