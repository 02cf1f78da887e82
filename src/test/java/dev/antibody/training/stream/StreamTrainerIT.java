package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.TrainingState;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.event.avro.JobState;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.event.avro.TrainingStep;
import dev.antibody.job.JobSettings;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamTrainerIT {

    @TempDir
    private Path directory;

    private TrainingCluster cluster;

    @BeforeEach
    void startCluster() {
        cluster = TrainingCluster.start(directory);
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    @Test
    void shouldTrainAJobToTheBitsOfOfflineTraining() {
        JobSettings settings = TrainingJobs.settings().with().epochs(2).build();
        List<ScoredSample> samples = TrainingJobs.samples("sums", 0, 14);
        cluster.putJob("sums", settings);
        cluster.send(samples);
        cluster.sendClose("sums");

        try (StreamTrainer trainer = cluster.startTrainer()) {
            TrainingState state = cluster.awaitFinished("sums");

            assertThat(CheckpointCodec.encode(state))
                    .isEqualTo(CheckpointCodec.encode(TrainingJobs.trainedOffline(settings, samples)));
            assertThat(trainer.failure()).isEmpty();
            assertThat(trainer.isReady()).isTrue();
            assertThat(trainer.counters().totals().steps()).isEqualTo(10);
            assertThat(trainer.counters().totals().trained()).isEqualTo(28);
        }
        assertThat(cluster.state("sums")).isEqualTo(JobState.CLOSED);
        assertThat(cluster.steps("sums"))
                .extracting(TrainingStep::getStep)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        CheckpointManifest last = cluster.newest("sums");
        assertThat(last.getSamplesTrained()).isEqualTo(28);
        assertThat(cluster.groupOffset(last.getPartition())).contains(cluster.end(last.getPartition()));
        assertThat(cluster.records(Topics.DEAD_LETTER)).isEmpty();
    }
}
