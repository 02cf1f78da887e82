package dev.antibody.app.demo;

import dev.antibody.app.cli.FailedException;
import dev.antibody.app.node.Node;
import dev.antibody.app.node.NodeSettings;
import dev.antibody.app.node.Role;
import dev.antibody.app.probe.GateProbes;
import dev.antibody.app.stream.Cluster;
import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.checkpoint.PeftDirectory;
import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobSettings;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.ModelSource;
import dev.antibody.method.Calibration;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The main job from the first sample to the report.
 *
 * @param model the aligned model
 * @param data data directory of the node
 * @param out where the adapters are left
 * @param samples number of samples in the stream
 * @param poison share of them that is harmful
 * @param seed of the stream and of the adapter's initial values
 */
record Demo(ModelSource model, Path data, Path out, int samples, double poison, long seed) {

    private static final Logger LOGGER = LoggerFactory.getLogger(Demo.class);

    static final String DEFENDED = "defended";
    static final String SFT = "sft";

    DemoReport run() throws InterruptedException {
        Stopwatch watch = new Stopwatch();
        NodeSettings settings =
                new NodeSettings(EnumSet.allOf(Role.class), data, model, null, NodeSettings.Listen.ANYWHERE, null);
        try (Node node = Node.start(settings)) {
            if (!node.awaitReady()) {
                throw new FailedException("the node was stopped before it was ready");
            }
            watch.lap("start");
            return run(node, watch);
        }
    }

    private DemoReport run(Node node, Stopwatch watch) throws InterruptedException {
        LanguageModel engine = node.model();
        JobSettings plain = DemoJob.settings(seed);
        Calibration.Separates calibration = new GateProbes(
                        BundledSamples.read(BundledSamples.BENIGN_PROBE),
                        BundledSamples.read(BundledSamples.HARMFUL_PROBE))
                .calibrate(engine, plain, DemoJob.reference(engine, plain));
        watch.lap("calibrate");

        DemoStream stream = DemoStream.draw(
                BundledSamples.read(BundledSamples.BENIGN_STREAM),
                BundledSamples.read(BundledSamples.HARMFUL_STREAM),
                samples,
                poison,
                seed);
        LOGGER.atInfo()
                .addKeyValue("samples", samples)
                .addKeyValue("harmful", stream.harmful().size())
                .log("streaming: broker, scoring and training in this process");
        JobDefinition job = new StreamedJob(node).run(DemoJob.gated(plain, calibration.gate()), stream.samples());
        watch.lap("stream");

        Cluster cluster = new Cluster(node.endpoints());
        JobRecords records = JobRecords.read(cluster, job);
        Trained defended = defended(cluster, node.keys(), job);
        LOGGER.info("plain fine-tuning on the same stream, for comparison");
        Adapter reference = DemoJob.reference(engine, plain);
        Adapter sft = SftBaseline.train(engine, plain, reference, records.scored());
        watch.lap(SFT);

        LOGGER.info("judging both models and the one that they started from, on prompts that nothing was trained on");
        Judgements judgements = Judgements.of(engine, plain, defended.adapter(), sft, reference);
        watch.lap("judge");

        Path adapters = out.toAbsolutePath().normalize();
        PeftDirectory.write(
                adapters.resolve(DEFENDED),
                defended.adapter(),
                model.directory().toString());
        PeftDirectory.write(adapters.resolve(SFT), sft, model.directory().toString());
        return new DemoReport(
                this, job.settings(), calibration, stream, judgements, records, defended.versions(), watch);
    }

    private record Trained(Adapter adapter, int versions) {}

    /** The job's last checkpoint, as a consumer of the checkpoint topics gets it. */
    private static Trained defended(Cluster cluster, Path keys, JobDefinition job) {
        try (CheckpointReader reader = cluster.checkpoints()) {
            List<CheckpointManifest> manifests = reader.list(job.id());
            if (manifests.isEmpty()) {
                throw new FailedException("the job " + job.id() + " ended without a checkpoint");
            }
            Adapter adapter = reader.load(
                            manifests.get(manifests.size() - 1),
                            SigningKeys.verifier(keys.resolve(SigningKeys.PUBLIC_KEY_FILE)))
                    .adapter();
            return new Trained(adapter, manifests.size());
        }
    }
}
