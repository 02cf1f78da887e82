package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.event.avro.TrainingStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that go away, and trainers that come and go. */
class TrainerFailoverIT {

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
    void shouldWaitForABrokerThatIsAway() {
        List<ScoredSample> samples = TrainingJobs.samples("sums", 0, 12);
        cluster.putJob("sums", TrainingJobs.settings());
        try (StreamTrainer trainer = cluster.startTrainer()) {
            cluster.send(samples.subList(0, 7));
            cluster.awaitManifest("sums", manifest -> manifest.getVersion() == 1);
            cluster.stopBroker();
            cluster.restartBroker();
            cluster.send(samples.subList(7, 12));
            cluster.sendClose("sums");

            assertThat(CheckpointCodec.encode(cluster.awaitFinished("sums")))
                    .isEqualTo(CheckpointCodec.encode(TrainingJobs.trainedOffline(TrainingJobs.settings(), samples)));
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.steps("sums")).extracting(TrainingStep::getStep).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void shouldSharePartitionsWithATrainerThatJoinsAndTakeThemBackWhenItLeaves() {
        List<String> jobs = List.of("a", "b", "c", "d", "e", "f", "g", "h");
        jobs.forEach(job -> cluster.putJob(job, TrainingJobs.settings()));
        try (StreamTrainer first = cluster.startTrainer(TrainingCluster.SETTINGS.withInstance("first"))) {
            int sent = 4;
            send(jobs, 0, sent);
            await().atMost(Duration.ofSeconds(30)).until(first::isReady);
            try (StreamTrainer second = cluster.startTrainer(TrainingCluster.SETTINGS.withInstance("second"))) {
                while (second.counters().totals().checkpoints() == 0 && sent < 100) {
                    send(jobs, sent, sent + 4);
                    sent += 4;
                    long steps = sent / 6 * 2L;
                    jobs.forEach(job -> cluster.awaitManifest(job, manifest -> manifest.getStep() == steps));
                }
                assertThat(second.counters().totals().checkpoints()).isPositive();
                assertThat(second.failure()).isEmpty();
            }
            send(jobs, sent, sent + 3);
            jobs.forEach(cluster::sendClose);
            for (String job : jobs) {
                assertTrainedOnceOn(job, sent + 3);
            }
            assertThat(first.failure()).isEmpty();
        }
    }

    @Test
    void shouldTrainOnceEvenIfTwoTrainersFightForOneName() {
        cluster.putJob("sums", TrainingJobs.settings());
        cluster.send(TrainingJobs.samples("sums", 0, 7));
        try (StreamTrainer first = cluster.startTrainer()) {
            cluster.awaitManifest("sums", manifest -> manifest.getVersion() == 1);
            try (StreamTrainer second = cluster.startTrainer()) {
                await().atMost(Duration.ofSeconds(30)).until(second::isReady);
                cluster.send(TrainingJobs.samples("sums", 7, 11));
                cluster.sendClose("sums");

                assertTrainedOnceOn("sums", 11);
                assertThat(first.failure()).isEmpty();
                assertThat(second.failure()).isEmpty();
            }
        }
    }

    private void send(List<String> jobs, int from, int to) {
        jobs.forEach(job -> cluster.send(TrainingJobs.samples(job, from, to)));
    }

    private void assertTrainedOnceOn(String job, int samples) {
        assertThat(CheckpointCodec.encode(cluster.awaitFinished(job)))
                .isEqualTo(CheckpointCodec.encode(
                        TrainingJobs.trainedOffline(TrainingJobs.settings(), TrainingJobs.samples(job, 0, samples))));
        assertThat(cluster.steps(job))
                .extracting(TrainingStep::getStep)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, (samples + 2) / 3).boxed().toList());
    }
}
