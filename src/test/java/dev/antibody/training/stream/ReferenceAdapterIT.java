package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.checkpoint.CommittedReferences;
import dev.antibody.checkpoint.KafkaLiveAdapters;
import dev.antibody.checkpoint.LiveAdapter;
import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.checkpoint.TrainingState;
import dev.antibody.checkpoint.Verifier;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.event.avro.JobState;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobException;
import dev.antibody.job.JobSettings;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.TinyModel;
import dev.antibody.training.stream.TrainerProbe.Point;
import dev.antibody.training.stream.TrainerProcess.Death;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs that are given the adapter that they start from. */
class ReferenceAdapterIT {

    private static final Adapter GIVEN = TinyModel.LLAMA.adapter();
    private static final String MODEL = TinyModel.LLAMA.model().fingerprint();
    private static final JobSettings SETTINGS =
            TrainingJobs.settings().with().epochs(2).build();

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
    void shouldTrainFromTheGivenAdapterToTheBitsOfOfflineTrainingHoweverOftenItIsStopped()
            throws IOException, InterruptedException {
        List<ScoredSample> samples = TrainingJobs.samples("sums", 0, 14);
        JobDefinition job = cluster.createJob("sums", SETTINGS, GIVEN, MODEL);
        cluster.send(samples);
        // before anything of it is committed, and then right behind its first checkpoint
        TrainerProcess.runAndKill(cluster, Death.at(Point.SAMPLE_TAKEN, "sums", 2));
        TrainerProcess.runAndKill(cluster, Death.at(Point.COMMITTED, "sums", 1));
        cluster.sendClose("sums");
        TrainerProcess.runAndKill(cluster, Death.at(Point.BLOB_WRITTEN, "sums", 3));

        StreamTrainerSettings one = new StreamTrainerSettings(Duration.ofMinutes(5), 1, "test");
        try (StreamTrainer trainer = cluster.startTrainer(one)) {
            TrainingState state = cluster.awaitFinished("sums");

            assertThat(CheckpointCodec.encode(state))
                    .isEqualTo(CheckpointCodec.encode(TrainingJobs.trainedOffline(GIVEN, job.settings(), samples)));
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.state("sums")).isEqualTo(JobState.CLOSED);
        assertThat(cluster.newest("sums").getFingerprint()).endsWith("reference=" + CheckpointCodec.sha256(GIVEN));
        assertThat(cluster.records(Topics.DEAD_LETTER)).isEmpty();
        assertThat(cluster.manifests("sums"))
                .extracting(CheckpointManifest::getVersion)
                .startsWith(0L, 1L, 2L, 3L);
        assertThat(cluster.records(Topics.CHECKPOINT_BLOBS))
                .filteredOn(chunk -> key(chunk).startsWith("sums/0/"))
                .isNotEmpty()
                .allSatisfy(chunk -> assertThat(chunk.value()).isNotNull());
        assertThat(cluster.load(cluster.manifests("sums").get(0)).adapter().values())
                .isEqualTo(GIVEN.values());
    }

    @Test
    void shouldScoreUnderTheGivenAdapterAndNeverTakeItForACheckpointOfTraining() {
        JobDefinition job = cluster.createJob("sums", SETTINGS, GIVEN, MODEL);
        try (KafkaLiveAdapters live = liveAdapters();
                StreamTrainer trainer = cluster.startTrainer()) {
            assertThat(live.current("sums")).isEqualTo(LiveAdapter.REFERENCE);
            assertThat(reference(job, cluster.keys().verifier()).values()).isEqualTo(GIVEN.values());

            cluster.send(TrainingJobs.samples("sums", 0, 6));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> live.current("sums").version() == 1);
            assertThat(reference(job, cluster.keys().verifier()).values()).isEqualTo(GIVEN.values());
            assertThat(trainer.failure()).isEmpty();
        }
        CheckpointManifest forged = CheckpointManifest.newBuilder(cluster.newest("sums"))
                .setStep(99)
                .build();
        cluster.sendManifest(forged);
        cluster.sendManifest(CheckpointManifest.newBuilder(forged).setVersion(2).build());
        try (KafkaLiveAdapters live = liveAdapters()) {
            assertThat(live.current("sums")).isEqualTo(LiveAdapter.REFERENCE);
        }
    }

    @Test
    void shouldBelieveNoAdapterButTheOneThatWasSignedForTheJob() {
        Verifier verifier = cluster.keys().verifier();
        Verifier others =
                SigningKeys.loadOrCreate(directory.resolve("other-keys")).verifier();
        JobDefinition job = cluster.createJob("sums", SETTINGS, GIVEN, MODEL);
        JobDefinition foreign = cluster.createJob("foreign", SETTINGS, GIVEN, "abc");
        JobDefinition none = JobDefinition.open("none", job.settings(), Instant.EPOCH);
        JobDefinition renamed = JobDefinition.open(
                "sums",
                job.settings().with().reference(Optional.of("0".repeat(64))).build(),
                Instant.EPOCH);

        assertRefused(job, others, "checkpoint 0 of job sums is refused: its signature is not by the key in use");
        assertRefused(
                foreign,
                verifier,
                "checkpoint 0 of job foreign is refused: model was abc and is now " + MODEL
                        + "; go on under the same conditions, or create a new job");
        assertRefused(none, verifier, "job none has no checkpoint 0, the adapter that it starts from");
        assertRefused(renamed, verifier, "checkpoint 0 of job sums is refused: reference was ");

        CheckpointManifest tampered = CheckpointManifest.newBuilder(
                        cluster.manifests("sums").get(0))
                .setBlobOffset(cluster.sendChunk("sums/0/0", new byte[] {1}))
                .build();
        cluster.sendManifest(tampered);
        assertRefused(job, verifier, "checkpoint 0 of job sums is refused: its blob is not the one that was signed");
        try (KafkaLiveAdapters live = liveAdapters()) {
            assertThat(live.current("sums")).isEqualTo(LiveAdapter.REFERENCE); // whatever the pointer says
        }
    }

    @Test
    void shouldTrainTheOthersWhenAJobsAdapterIsForAnotherModel() {
        List<String> jobs = TrainingJobs.inOnePartition(2);
        String foreign = jobs.get(0);
        String good = jobs.get(1);
        cluster.createJob(foreign, SETTINGS, GIVEN, "abc");
        JobDefinition job = cluster.createJob(good, SETTINGS, GIVEN, MODEL);
        cluster.send(TrainingJobs.sample(foreign, 0));
        cluster.send(TrainingJobs.samples(good, 0, 6));
        cluster.sendClose(good);

        try (StreamTrainer trainer = cluster.startTrainer()) {
            assertThat(CheckpointCodec.encode(cluster.awaitFinished(good)))
                    .isEqualTo(CheckpointCodec.encode(
                            TrainingJobs.trainedOffline(GIVEN, job.settings(), TrainingJobs.samples(good, 0, 6))));
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.records(Topics.DEAD_LETTER)).singleElement().satisfies(letter -> assertThat(new String(
                        letter.headers().lastHeader(Topics.REASON_HEADER).value(), StandardCharsets.UTF_8))
                .startsWith("checkpoint 0 of job " + foreign + " is refused: model was abc and is now "));
    }

    @Test
    void shouldCreateAJobOnce() {
        cluster.createJob("sums", SETTINGS, GIVEN, MODEL);

        assertThatThrownBy(() -> cluster.createJob("sums", SETTINGS, GIVEN, MODEL))
                .isInstanceOf(JobException.class)
                .hasMessage("there is a job sums already: choose another name");
        assertThat(cluster.manifests("sums")).hasSize(1);
    }

    private KafkaLiveAdapters liveAdapters() {
        return KafkaLiveAdapters.open(
                cluster.clientConfig(), cluster.serdes(), cluster.keys().verifier());
    }

    /** As a scorer on another machine finds it. */
    private Adapter reference(JobDefinition job, Verifier verifier) {
        try (CheckpointReader reader = CheckpointReader.open(cluster.clientConfig(), cluster.serdes())) {
            return new CommittedReferences(TinyModel.LLAMA.model(), TrainingCluster.TEMPLATES, reader, verifier)
                    .of(job);
        }
    }

    private void assertRefused(JobDefinition job, Verifier verifier, String message) {
        assertThatThrownBy(() -> reference(job, verifier))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }
}
