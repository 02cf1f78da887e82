package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.checkpoint.CheckpointReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code checkpoint show JOB}. */
@Command(name = "show", description = "Shows what a checkpoint says of itself.")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class CheckpointShowCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private CheckpointChoice choice;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        try (CheckpointReader reader =
                new Cluster(cluster.endpoints()).reached().checkpoints()) {
            CheckpointTable.print(spec.commandLine().getOut(), json.json(), choice.from(reader));
        }
        return 0;
    }
}
