package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.job.JobDirectory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code job ls}. */
@Command(name = "ls", description = "Lists the jobs.")
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class JobLsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        try (JobDirectory jobs = new Cluster(cluster.endpoints()).reached().jobs()) {
            JobTable.print(spec.commandLine().getOut(), json.json(), jobs.all());
        }
        return 0;
    }
}
