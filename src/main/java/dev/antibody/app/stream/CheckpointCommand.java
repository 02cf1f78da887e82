package dev.antibody.app.stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code checkpoint …}. */
@Command(
        name = "checkpoint",
        description = "Lists checkpoints and exports them as PEFT directories.",
        subcommands = {CheckpointLsCommand.class, CheckpointExportCommand.class})
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class CheckpointCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which of ls, export?");
    }
}
