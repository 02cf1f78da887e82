package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.UsageException;
import dev.antibody.job.JobDirectory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code job show JOB}. */
@Command(name = "show", description = "Shows a job's state and settings.")
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class JobShowCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JOB", description = "Name of the job.")
    private String job;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        try (JobDirectory jobs = new Cluster(cluster.endpoints()).reached().jobs()) {
            JobTable.print(
                    spec.commandLine().getOut(),
                    json.json(),
                    jobs.find(job)
                            .orElseThrow(() -> new UsageException(
                                    "there is no job " + job + "; './antibody job ls' lists the jobs")));
        }
        return 0;
    }
}
