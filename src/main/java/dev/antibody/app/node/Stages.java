package dev.antibody.app.node;

import dev.antibody.app.stream.Cluster;
import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.checkpoint.CommittedReferences;
import dev.antibody.checkpoint.KafkaLiveAdapters;
import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.checkpoint.Verifier;
import dev.antibody.job.JobDirectory;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.LanguageModel;
import dev.antibody.scoring.SampleReader;
import dev.antibody.scoring.SampleScorer;
import dev.antibody.scoring.ScoringCounters;
import dev.antibody.scoring.ScoringSettings;
import dev.antibody.scoring.ScoringStage;
import dev.antibody.scoring.ScoringTopology;
import dev.antibody.training.stream.StreamTrainer;
import dev.antibody.training.stream.StreamTrainerSettings;
import dev.antibody.training.stream.TrainerCounters;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.apache.kafka.streams.Topology;

/**
 * Starts the stages of a node; what they need beside them is owned by the same parts and ends after them.
 *
 * @param model shared by the stages
 */
record Stages(Cluster cluster, LanguageModel model, Parts parts) {

    /** Scores samples from now on. */
    ScoringStage scoring(Verifier verifier, Path state, ScoringCounters counters) {
        JobDirectory jobs = parts.own(cluster.jobs());
        KafkaLiveAdapters adapters =
                parts.own(KafkaLiveAdapters.open(cluster.clientConfig(), cluster.serdes(), verifier));
        CheckpointReader checkpoints = parts.own(cluster.checkpoints());
        Topology topology = ScoringTopology.build(
                SampleReader.open(
                        Map.of("schema.registry.url", cluster.endpoints().schemaRegistryUrl()), jobs),
                new SampleScorer(
                        model,
                        RefusalTemplates.bundled(),
                        new CommittedReferences(model, RefusalTemplates.bundled(), checkpoints, verifier),
                        adapters,
                        InstantSource.system()),
                cluster.serdes(),
                ScoringSettings.defaults(),
                counters);
        ScoringStage stage = parts.own(
                new ScoringStage(topology, cluster.clientConfig(), state, ScoringSettings.defaults(), counters));
        stage.start();
        return stage;
    }

    /** Trains jobs from now on. */
    StreamTrainer training(SigningKeys keys, String instance, TrainerCounters counters) {
        StreamTrainer trainer = parts.own(new StreamTrainer(
                model,
                RefusalTemplates.bundled(),
                cluster.clientConfig(),
                cluster.serdes(),
                keys,
                StreamTrainerSettings.defaults().withInstance(instance),
                counters));
        trainer.start();
        return trainer;
    }
}
