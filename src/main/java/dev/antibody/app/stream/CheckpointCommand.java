package dev.antibody.app.stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code checkpoint …}: what training has committed. */
@Command(
        name = "checkpoint",
        description = "Lists, shows, exports and verifies committed checkpoints.",
        subcommands = {
            CheckpointLsCommand.class,
            CheckpointShowCommand.class,
            CheckpointExportCommand.class,
            CheckpointVerifyCommand.class
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class CheckpointCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which of ls, show, export, verify?");
    }
}
