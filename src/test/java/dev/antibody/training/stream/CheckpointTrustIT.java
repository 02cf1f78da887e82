package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.KafkaLiveAdapters;
import dev.antibody.checkpoint.LiveAdapter;
import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.job.JobSettings;
import dev.antibody.lm.LoraConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read from the checkpoint topics is believed only if it is what a trainer with the key has written. */
class CheckpointTrustIT {

    private static final String JOB = "sums";

    @TempDir
    private Path directory;

    private TrainingCluster cluster;

    @BeforeEach
    void startCluster() {
        cluster = TrainingCluster.start(directory);
        cluster.putJob(JOB, TrainingJobs.settings());
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    @Test
    void shouldFollowTheLiveAdapter() {
        try (KafkaLiveAdapters adapters = liveAdapters();
                StreamTrainer trainer = cluster.startTrainer()) {
            assertThat(adapters.current(JOB)).isEqualTo(LiveAdapter.REFERENCE);

            trainTo(1);
            awaitVersion(adapters, 1);
            trainTo(2);
            awaitVersion(adapters, 2);

            assertThat(trainer.failure()).isEmpty();
            assertThat(CheckpointCodec.sha256(adapters.current(JOB).adapter().orElseThrow()))
                    .isEqualTo(cluster.newest(JOB).getAdapterSha256());
        }
    }

    @Test
    void shouldKeepTheLastGoodAdapterWhenAManifestIsTamperedWith() {
        try (StreamTrainer trainer = cluster.startTrainer()) {
            trainTo(1);
            assertThat(trainer.failure()).isEmpty();
        }
        try (KafkaLiveAdapters adapters = liveAdapters()) {
            awaitVersion(adapters, 1);
            LiveAdapter good = adapters.current(JOB);
            CheckpointManifest first = cluster.newest(JOB);
            cluster.sendManifest(CheckpointManifest.newBuilder(first)
                    .setVersion(2)
                    .setStep(first.getStep() + 2)
                    .build());

            awaitRead(2);
            assertThat(adapters.current(JOB)).isSameAs(good);
        }
        // one that starts afterwards does not use it either
        try (KafkaLiveAdapters adapters = liveAdapters()) {
            assertThat(adapters.current(JOB).version()).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseABlobThatIsNotTheSignedOne() {
        try (StreamTrainer trainer = cluster.startTrainer()) {
            trainTo(2);
            assertThat(trainer.failure()).isEmpty();
        }
        byte[] blob = chunk(JOB + "/2/0");
        blob[blob.length - 1] ^= 1;
        // where the blob lies is not signed, what it holds is
        CheckpointManifest second = CheckpointManifest.newBuilder(cluster.newest(JOB))
                .setBlobOffset(cluster.sendChunk(JOB + "/2/0", blob))
                .build();
        cluster.sendManifest(second);

        try (KafkaLiveAdapters adapters = liveAdapters()) {
            assertThat(adapters.current(JOB).version()).isEqualTo(1);
        }
        assertThatThrownBy(() -> cluster.load(second))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("checkpoint 2 of job sums is refused: its blob is not the one that was signed");
        assertStopsWith("checkpoint 2 of job sums is refused: its blob is not the one that was signed");
    }

    @Test
    void shouldRefuseCheckpointsOfAnotherKey() {
        try (StreamTrainer trainer = cluster.startTrainer()) {
            trainTo(1);
            assertThat(trainer.failure()).isEmpty();
        }
        SigningKeys others = SigningKeys.loadOrCreate(directory.resolve("other-keys"));

        try (KafkaLiveAdapters adapters =
                KafkaLiveAdapters.open(cluster.clientConfig(), cluster.serdes(), others.verifier())) {
            assertThat(adapters.current(JOB)).isEqualTo(LiveAdapter.REFERENCE);
        }
    }

    @Test
    void shouldRefuseToGoOnUnderOtherSettings() {
        try (StreamTrainer trainer = cluster.startTrainer()) {
            trainTo(1);
            assertThat(trainer.failure()).isEmpty();
        }
        JobSettings changed = TrainingJobs.settings().with().learningRate(0.02).build();
        cluster.putJob(JOB, changed);

        assertStopsWith("checkpoint 1 of job sums is refused: learningRate was 0.01 and is now 0.02;"
                + " go on under the same conditions, or create a new job");

        cluster.putJob(JOB, TrainingJobs.settings());
        try (StreamTrainer trainer = cluster.startTrainer()) {
            trainTo(2);
            assertThat(trainer.failure()).isEmpty();
        }
    }

    @Test
    void shouldRefuseWhenTheGroupsOffsetContradictsTheCheckpoints() throws Exception {
        int partition = TrainingJobs.partition(JOB);
        try (StreamTrainer trainer = cluster.startTrainer()) {
            trainTo(1);
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.groupOffset(partition)).contains(6L);
        setGroupOffset(partition, 4);

        assertStopsWith("group antibody-trainer stands at offset 4 of antibody.samples.scored-" + partition
                + ", but the newest checkpoint was committed with offset 6;"
                + " delete the group's offset, and training goes on from the checkpoint");

        deleteGroupOffset(partition);
        try (StreamTrainer trainer = cluster.startTrainer()) {
            trainTo(2);
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.steps(JOB)).extracting(step -> step.getStep()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void shouldKeepTheNewestBlobsOnly() {
        StreamTrainerSettings two = new StreamTrainerSettings(Duration.ofMinutes(5), 2, "test");
        try (StreamTrainer trainer = cluster.startTrainer(two)) {
            trainTo(4);
            assertThat(trainer.failure()).isEmpty();
        }

        Map<String, Boolean> chunks = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : cluster.records(Topics.CHECKPOINT_BLOBS)) {
            chunks.put(new String(record.key(), StandardCharsets.UTF_8), record.value() != null);
        }
        assertThat(chunks)
                .isEqualTo(Map.of(JOB + "/1/0", false, JOB + "/2/0", false, JOB + "/3/0", true, JOB + "/4/0", true));
        List<CheckpointManifest> manifests = cluster.manifests(JOB);
        assertThat(manifests).extracting(CheckpointManifest::getVersion).containsExactly(1L, 2L, 3L, 4L);
        assertThat(cluster.load(manifests.get(2)).step()).isEqualTo(6);
    }

    @Test
    void shouldReadBackACheckpointOfManyChunks() {
        JobSettings large = TrainingJobs.settings()
                .with()
                .lora(new LoraConfig(256, 4, LoraConfig.PROJECTIONS))
                .build();
        cluster.putJob("large", large);
        cluster.send(TrainingJobs.samples("large", 0, 6));
        cluster.sendClose("large");

        try (StreamTrainer trainer = cluster.startTrainer();
                KafkaLiveAdapters adapters = liveAdapters()) {
            assertThat(CheckpointCodec.encode(cluster.awaitFinished("large")))
                    .isEqualTo(CheckpointCodec.encode(
                            TrainingJobs.trainedOffline(large, TrainingJobs.samples("large", 0, 6))));
            assertThat(cluster.newest("large").getChunks()).isGreaterThan(2);
            assertThat(adapters.current("large").version()).isEqualTo(2);
            assertThat(trainer.failure()).isEmpty();
        }
    }

    private KafkaLiveAdapters liveAdapters() {
        return KafkaLiveAdapters.open(
                cluster.clientConfig(), cluster.serdes(), cluster.keys().verifier());
    }

    /** Sends what the checkpoint of this version takes, and waits for it. */
    private void trainTo(int version) {
        int have = cluster.manifests(JOB).size();
        cluster.send(TrainingJobs.samples(JOB, 6 * have, 6 * version));
        cluster.awaitManifest(JOB, manifest -> manifest.getVersion() == version);
    }

    private static void awaitVersion(KafkaLiveAdapters adapters, long version) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> adapters.current(JOB).version() == version);
    }

    /** Waits until a reader that starts now would see this version, and gives followers time to see it too. */
    private void awaitRead(int version) {
        cluster.awaitManifest(JOB, manifest -> manifest.getVersion() == version);
        Awaitility.await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
    }

    private byte[] chunk(String key) {
        return cluster.records(Topics.CHECKPOINT_BLOBS).stream()
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(key))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private void assertStopsWith(String message) {
        try (StreamTrainer trainer = cluster.startTrainer()) {
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> trainer.failure()
                    .isPresent());
            assertThat(trainer.failure().orElseThrow())
                    .isInstanceOf(CheckpointException.class)
                    .hasMessage(message);
            assertThat(trainer.isReady()).isFalse();
        }
    }

    private void setGroupOffset(int partition, long offset) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(cluster.clientConfig())) {
            admin.alterConsumerGroupOffsets(
                            Topics.TRAINER_GROUP,
                            Map.of(new TopicPartition(Topics.SCORED, partition), new OffsetAndMetadata(offset)))
                    .all()
                    .get();
        }
    }

    private void deleteGroupOffset(int partition) throws ExecutionException, InterruptedException {
        try (Admin admin = Admin.create(cluster.clientConfig())) {
            admin.deleteConsumerGroupOffsets(Topics.TRAINER_GROUP, Set.of(new TopicPartition(Topics.SCORED, partition)))
                    .all()
                    .get();
        }
    }
}
