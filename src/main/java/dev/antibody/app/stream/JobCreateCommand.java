package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.KeyOptions;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.TrainingOptions;
import dev.antibody.app.cli.UsageException;
import dev.antibody.app.probe.GateProbes;
import dev.antibody.app.probe.LearnedScoreOptions;
import dev.antibody.app.probe.ProbeFiles;
import dev.antibody.app.probe.ProbeScorer;
import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.JobFingerprint;
import dev.antibody.checkpoint.ReferenceAdapters;
import dev.antibody.checkpoint.ReferenceCheckpoint;
import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.event.Endpoints;
import dev.antibody.job.Anchors;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobDirectory;
import dev.antibody.job.JobPublisher;
import dev.antibody.job.JobSettings;
import dev.antibody.job.JobSettingsBuilder;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.LoraConfig;
import dev.antibody.method.CalibratedScore;
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
    private @Nullable StartingAdapter start;

    @ArgGroup(exclusive = false)
    private @Nullable ProbeFiles probes;

    @Mixin
    private LearnedScoreOptions learned;

    @Option(
            names = "--false-quarantine-rate",
            paramLabel = "X",
            description = "Largest share of the benign probes that their gate may hold back. Default: 0.05.")
    private @Nullable Double falseQuarantineRate;

    @ArgGroup(exclusive = false)
    private @Nullable AnchorOptions anchors;

    @Option(
            names = "--pull",
            paramLabel = "X",
            description = "Strength of a pull towards the adapter that the job starts from. Default: 0, none.")
    private @Nullable Double pull;

    /** Read with an adapter or probes only: the node has its own, which must be the same. */
    @Mixin
    private ModelOptions model;

    /** Used with an adapter only: the job's checkpoint 0 is signed with it. */
    @Mixin
    private KeyOptions keys;

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
        JobSettings settings = settings(JobSettings.defaults());
        checkProbes(settings);
        Optional<Anchors> joined = Optional.ofNullable(anchors).map(AnchorOptions::read);
        JobDefinition created = start == null && probes == null
                ? create(settings.with().anchors(joined).build())
                : createWithModel(JobSettings.defaults().with().anchors(joined).build());
        JobTable.print(spec.commandLine().getOut(), json.json(), created);
        return 0;
    }

    private void checkProbes(JobSettings settings) {
        if (probes == null && falseQuarantineRate != null) {
            throw new UsageException(
                    "--false-quarantine-rate is for --benign-probes and --harmful-probes; give both, or leave it out");
        }
        if (falseQuarantineRate != null && !(falseQuarantineRate >= 0 && falseQuarantineRate <= 1)) {
            throw new UsageException("--false-quarantine-rate must be between 0 and 1, not " + falseQuarantineRate);
        }
        learned.check(probes, settings, options.namesScore());
    }

    /** Creates a job whose settings say it all. */
    private JobDefinition create(JobSettings settings) {
        Cluster node = new Cluster(cluster.endpoints()).reached();
        JobDefinition definition = definition(settings);
        try (JobDirectory jobs = node.jobs();
                JobPublisher publisher = node.publisher(jobs)) {
            publisher.create(definition);
        }
        return definition;
    }

    /** Creates a job that is given an adapter, a gate and perhaps a score from probes, or both. */
    private JobDefinition createWithModel(JobSettings defaults) {
        GateProbes known = probes == null ? null : probes.read();
        if (start != null) {
            start.check();
        }
        SigningKeys signing = start == null ? null : keys.signing(cluster.data());
        Endpoints endpoints = cluster.endpoints();
        Cluster node = new Cluster(endpoints).reached();
        try (LanguageModel engine = model.load();
                JobDirectory jobs = node.jobs();
                JobPublisher publisher = node.publisher(jobs)) {
            requireSame(endpoints.model(), engine);
            if (start == null || signing == null) {
                JobSettings settings = settings(defaults);
                Adapter initial = ReferenceAdapters.initial(engine, definition(settings));
                JobDefinition definition = definition(gated(known, engine, settings, initial));
                publisher.create(definition);
                return definition;
            }
            Adapter adapter = start.read(engine, signing.verifier());
            JobDefinition definition = definition(gated(known, engine, settings(adapter, defaults), adapter));
            ReferenceCheckpoint.create(
                    node.clientConfig(),
                    node.serdes(),
                    signing.signer(),
                    jobs,
                    definition,
                    adapter,
                    JobFingerprint.of(engine.fingerprint(), RefusalTemplates.bundled(), definition.settings()));
            return definition;
        }
    }

    /** A node that is asked where it is also says what it runs. */
    private static void requireSame(@Nullable String node, LanguageModel engine) {
        if (node != null && !node.equals(engine.fingerprint())) {
            throw new UsageException(
                    "the node runs another model; give --model the one that it was started with, or start it with this one");
        }
    }

    private JobDefinition definition(JobSettings settings) {
        return JobDefinition.open(job, settings, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private JobSettings settings(Adapter adapter, JobSettings defaults) {
        LoraConfig lora = adapter.layout().config();
        JobSettings settings = settings(defaults.with().lora(lora).build());
        if (!settings.lora().equals(lora)) {
            throw new UsageException("the adapter has rank " + lora.rank() + ", alpha " + lora.alpha() + " and targets "
                    + String.join(",", lora.targets())
                    + "; leave out --lora-rank, --lora-alpha and --lora-targets, or give another --adapter");
        }
        return settings.with()
                .reference(Optional.of(CheckpointCodec.sha256(adapter)))
                .build();
    }

    private JobSettings settings(JobSettings defaults) {
        JobSettings settings = options.over(defaults);
        if (settings.method() == Method.LISA) {
            throw new UsageException(
                    "--method lisa needs to know how long a run is, which a stream does not tell; train a file with it, or"
                            + " choose antibody or sft, with --anchors");
        }
        JobSettingsBuilder builder = settings.with();
        if (maxWeightStaleness != null) {
            builder.maxWeightStaleness(maxWeightStaleness);
        }
        if (checkpointEvery != null) {
            builder.checkpointEvery(checkpointEvery);
        }
        if (pull != null) {
            builder.pull(pull);
        }
        try {
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; change that option", e);
        }
    }

    private JobSettings gated(
            @Nullable GateProbes known, LanguageModel engine, JobSettings settings, Adapter reference) {
        if (known == null) {
            return settings;
        }
        GateProbes.Fitted fitted = known.fit(
                learned.over(settings),
                new ProbeScorer(engine, settings, RefusalTemplates.bundled(), reference),
                falseQuarantineRate == null ? Calibration.FALSE_QUARANTINE_RATE : falseQuarantineRate);
        Calibration.Separates calibration = fitted.calibration();
        LOGGER.atInfo()
                .addKeyValue("threshold", calibration.gate().threshold())
                .addKeyValue("auroc", calibration.auroc())
                .log("the probes set the gate");
        JobSettingsBuilder builder = settings.with().gate(Optional.of(calibration.gate()));
        if (fitted.score() instanceof CalibratedScore score) {
            builder.calibrated(Optional.of(score));
        }
        return builder.build();
    }
}
