package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.event.avro.SafetyMetrics;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.event.avro.TrainingStep;
import dev.antibody.job.JobSettings;
import dev.antibody.job.SafeSums;
import dev.antibody.training.stream.TrainerProbe.Point;
import dev.antibody.training.stream.TrainerProcess.Death;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two jobs, one with a calibrated score, anchors and damping, share a partition and run for two epochs, with a record in between that nobody can read. */
class TrainerCrashIT {

    private static final List<String> JOBS = TrainingJobs.inOnePartition(2);
    private static final String FIRST = JOBS.get(0);
    private static final String SECOND = JOBS.get(1);
    private static final JobSettings SETTINGS =
            TrainingJobs.settings().with().epochs(2).build();

    private static final JobSettings DEFENDED = TrainingJobs.calibrated()
            .with()
            .epochs(2)
            .anchors(Optional.of(SafeSums.anchors(2, 1)))
            .damped(true)
            .pull(0.5)
            .build();

    @Test
    void shouldEndWithTheSameBitsHoweverOftenItIsKilled(@TempDir Path directory)
            throws IOException, InterruptedException {
        Outcome uninterrupted;
        try (TrainingCluster cluster = TrainingCluster.start(directory.resolve("uninterrupted"))) {
            uninterrupted = outcome(sent(cluster));
        }
        Outcome killed;
        try (TrainingCluster cluster = TrainingCluster.start(directory.resolve("killed"))) {
            sent(cluster);
            // in the middle of a micro-batch, before anything was committed
            TrainerProcess.runAndKill(cluster, Death.at(Point.SAMPLE_TAKEN, FIRST, 2));
            // the chunks are there, the transaction is open
            TrainerProcess.runAndKill(cluster, Death.at(Point.BLOB_WRITTEN, FIRST, 1));
            // right behind a commit
            TrainerProcess.runAndKill(cluster, Death.at(Point.COMMITTED, FIRST, 1));
            // with a step that is in no checkpoint, while the other job is between two steps
            TrainerProcess.runAndKill(cluster, Death.at(Point.STEP_DONE, SECOND, 3));
            // while the commit is under way, whichever way it goes
            TrainerProcess.runAndKill(cluster, new Death(Point.BEFORE_COMMIT, FIRST, 2, 2));
            // in the second epoch
            TrainerProcess.runAndKill(cluster, Death.at(Point.BLOB_WRITTEN, FIRST, 3));
            killed = outcome(cluster);
        }

        assertThat(killed.steps()).isEqualTo(uninterrupted.steps());
        assertThat(killed.states()).isEqualTo(uninterrupted.states());
        assertThat(killed.checkpoints()).isEqualTo(uninterrupted.checkpoints());
        assertThat(killed.metrics()).isEqualTo(uninterrupted.metrics());
        assertThat(killed.deadLetters()).isEqualTo(1);
        assertThat(uninterrupted.deadLetters()).isEqualTo(1);
        assertThat(killed.steps())
                .filteredOn(step -> step.getJob().equals(FIRST))
                .extracting(TrainingStep::getStep)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    }

    /**
     * What a run leaves.
     *
     * @param states the jobs' last adapters and optimiser states, in hex
     * @param checkpoints what each manifest says of training, without where and when it was committed
     */
    private record Outcome(
            List<TrainingStep> steps,
            List<String> states,
            List<String> checkpoints,
            List<SafetyMetrics> metrics,
            int deadLetters) {}

    private static TrainingCluster sent(TrainingCluster cluster) {
        cluster.putJob(FIRST, SETTINGS);
        cluster.putJob(SECOND, DEFENDED);
        for (int number = 0; number < 14; number++) {
            cluster.send(TrainingJobs.sample(FIRST, number));
            if (number < 11) {
                ScoredSample sample = number % 4 == 2
                        ? TrainingJobs.quarantined(SECOND, number)
                        : TrainingJobs.sample(SECOND, number);
                cluster.send(sample);
            }
            if (number == 4) {
                cluster.send(FIRST, "no sample".getBytes(StandardCharsets.UTF_8));
            }
        }
        cluster.sendClose(SECOND);
        cluster.sendClose(FIRST);
        return cluster;
    }

    /** Lets a trainer finish and reads everything back. */
    private static Outcome outcome(TrainingCluster cluster) {
        List<String> states = new ArrayList<>();
        List<String> checkpoints = new ArrayList<>();
        List<TrainingStep> steps = new ArrayList<>();
        List<SafetyMetrics> metrics = new ArrayList<>();
        try (StreamTrainer trainer = cluster.startTrainer()) {
            for (String job : JOBS) {
                states.add(CheckpointCodec.sha256(CheckpointCodec.encode(cluster.awaitFinished(job))));
            }
            assertThat(trainer.failure()).isEmpty();
        }
        for (String job : JOBS) {
            cluster.manifests(job).forEach(manifest -> checkpoints.add(position(manifest)));
            steps.addAll(cluster.steps(job));
            cluster.records(Topics.SAFETY_METRICS, SafetyMetrics.class).stream()
                    .filter(measured -> measured.getJob().equals(job))
                    .forEach(metrics::add);
        }
        return new Outcome(
                steps,
                states,
                checkpoints,
                metrics,
                cluster.records(Topics.DEAD_LETTER).size());
    }

    private static String position(CheckpointManifest manifest) {
        return manifest.getJob() + " " + manifest.getVersion() + ": step " + manifest.getStep() + ", epoch "
                + manifest.getEpoch() + ", samples " + manifest.getFirstOffset() + " to " + manifest.getNextOffset()
                + " of " + manifest.getEndOffset() + ", finished " + manifest.getFinished() + ", trained "
                + manifest.getSamplesTrained() + ", quarantined " + manifest.getSamplesQuarantined() + ", loss "
                + manifest.getLoss() + ", blob " + manifest.getSha256();
    }
}
