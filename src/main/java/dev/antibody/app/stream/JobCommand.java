package dev.antibody.app.stream;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code job …}: the life of a job. */
@Command(
        name = "job",
        description = "Calibrates, creates, lists, shows and closes fine-tuning jobs.",
        subcommands = {
            JobCalibrateCommand.class,
            JobCreateCommand.class,
            JobLsCommand.class,
            JobShowCommand.class,
            JobCloseCommand.class
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class JobCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which of calibrate, create, ls, show, close?");
    }
}
