package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.UsageException;
import dev.antibody.event.avro.JobState;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobDirectory;
import dev.antibody.job.JobPublisher;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code job close JOB}. */
@Command(
        name = "close",
        description = {
            "Closes a job: it takes no more samples, trains on what was sent, and commits its last checkpoint.",
            "Returns when that is done."
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class JobCloseCommand implements Callable<Integer> {

    private static final Logger LOGGER = LoggerFactory.getLogger(JobCloseCommand.class);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JOB", description = "Name of the job.")
    private String job;

    @Option(names = "--no-wait", description = "Return at once and let the node finish the job.")
    private boolean noWait;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws InterruptedException {
        Cluster node = new Cluster(cluster.endpoints()).reached();
        try (JobDirectory jobs = node.jobs();
                JobPublisher publisher = node.publisher(jobs)) {
            if (jobs.find(job).isEmpty()) {
                throw new UsageException("there is no job " + job + "; './antibody job ls' lists the jobs");
            }
            JobDefinition definition = publisher.close(job);
            if (!noWait && definition.state() != JobState.CLOSED) {
                LOGGER.atInfo()
                        .addKeyValue("job", job)
                        .log("waiting for the last step; Ctrl-C leaves that to the node");
                definition = ClosedJob.await(jobs, job);
            }
            JobTable.print(spec.commandLine().getOut(), json.json(), definition);
        }
        return 0;
    }
}
