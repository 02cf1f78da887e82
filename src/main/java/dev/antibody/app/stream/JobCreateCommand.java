package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.TrainingOptions;
import dev.antibody.app.cli.UsageException;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobDirectory;
import dev.antibody.job.JobPublisher;
import dev.antibody.job.JobSettings;
import dev.antibody.job.JobSettingsBuilder;
import dev.antibody.lm.LanguageModel;
import dev.antibody.method.Calibration;
import dev.antibody.method.Method;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code job create JOB}. */
@Command(name = "create", description = "Creates a job, which then takes samples. Its settings stay as they are.")
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class JobCreateCommand implements Callable<Integer> {

    private static final Logger LOGGER = LoggerFactory.getLogger(JobCreateCommand.class);

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JOB", description = "Name of the job: letters, digits, dots, dashes and underscores.")
    private String job;

    @Mixin
    private TrainingOptions options;

    @Option(
            names = "--max-weight-staleness",
            paramLabel = "N",
            description = "Checkpoints by which a score may be behind before training computes it again. Default: 0,"
                    + " always, as published.")
    private @Nullable Integer maxWeightStaleness;

    @Option(names = "--checkpoint-every", paramLabel = "N", description = "Steps between checkpoints. Default: 8.")
    private @Nullable Integer checkpointEvery;

    @ArgGroup(exclusive = false)
    private @Nullable ProbeFiles probes;

    /** Read with probes only: the node has its own, which should be the same. */
    @Mixin
    private ModelOptions model;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        if (!JobDefinition.isValidId(job)) {
            throw new UsageException("'" + job
                    + "' is no name for a job; use 1 to 100 letters, digits, dots, dashes and" + " underscores");
        }
        JobSettings settings = settings();
        Cluster node = new Cluster(cluster.endpoints()).reached();
        JobDefinition definition =
                JobDefinition.open(job, settings, Instant.now().truncatedTo(ChronoUnit.MILLIS));
        try (JobDirectory jobs = node.jobs();
                JobPublisher publisher = node.publisher(jobs)) {
            publisher.create(definition);
        }
        JobTable.print(spec.commandLine().getOut(), json.json(), definition);
        return 0;
    }

    private JobSettings settings() {
        JobSettings settings = options.over(JobSettings.defaults());
        if (settings.method() == Method.LISA) {
            throw new UsageException(
                    "--method lisa needs alignment samples, which a stream has not; train a file with it, or"
                            + " choose antibody or sft");
        }
        JobSettingsBuilder builder = settings.with();
        if (maxWeightStaleness != null) {
            builder.maxWeightStaleness(maxWeightStaleness);
        }
        if (checkpointEvery != null) {
            builder.checkpointEvery(checkpointEvery);
        }
        try {
            return gated(builder.build());
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; change that option", e);
        }
    }

    private JobSettings gated(JobSettings settings) {
        if (probes == null) {
            return settings;
        }
        if (settings.gate().isPresent()) {
            throw new UsageException("--gate and probes both set the gate; give one of them");
        }
        GateProbes known = probes.read();
        try (LanguageModel engine = model.load()) {
            Calibration.Separates calibration = known.calibrate(engine, settings);
            LOGGER.atInfo()
                    .addKeyValue("threshold", calibration.gate().threshold())
                    .addKeyValue("auroc", calibration.auroc())
                    .log("the probes set the gate");
            return settings.with().gate(Optional.of(calibration.gate())).build();
        }
    }
}
