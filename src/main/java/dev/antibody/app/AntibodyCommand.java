package dev.antibody.app;

import dev.antibody.app.bench.BenchCommand;
import dev.antibody.app.demo.DemoCommand;
import dev.antibody.app.experiment.ExperimentCommand;
import dev.antibody.app.node.UpCommand;
import dev.antibody.app.offline.AlignCommand;
import dev.antibody.app.offline.EvalCommand;
import dev.antibody.app.offline.ScoreCommand;
import dev.antibody.app.offline.TrainCommand;
import dev.antibody.app.stream.CheckpointCommand;
import dev.antibody.app.stream.IngestCommand;
import dev.antibody.app.stream.JobCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command line: does nothing itself. */
@Command(
        name = "antibody",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.INHERIT,
        synopsisHeading = "%nUsage: ",
        commandListHeading = "%nCommands:%n",
        optionListHeading = "%nOptions:%n",
        parameterListHeading = "%n",
        descriptionHeading = "%n",
        showDefaultValues = true,
        description = "Streaming moderation and training: defends fine-tuning against harmful samples.",
        footerHeading = "%n",
        footer = "'./antibody COMMAND --help' explains a command. Begin with './antibody demo'.",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            JobCommand.class,
            IngestCommand.class,
            CheckpointCommand.class,
            ScoreCommand.class,
            AlignCommand.class,
            TrainCommand.class,
            EvalCommand.class,
            ExperimentCommand.class,
            BenchCommand.class
        })
final class AntibodyCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "With an error, print where in the program it happened.",
            showDefaultValue = picocli.CommandLine.Help.Visibility.NEVER)
    private boolean stacktrace;

    boolean stacktrace() {
        return stacktrace;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? './antibody --help' lists them");
    }
}
