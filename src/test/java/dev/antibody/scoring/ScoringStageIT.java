package dev.antibody.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.embedded.ChildJvm;
import dev.antibody.embedded.TestCluster;
import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Job;
import dev.antibody.event.avro.Sample;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobDirectory;
import dev.antibody.job.JobPublisher;
import dev.antibody.job.JobSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The scoring stage on a real broker and registry; what a reader of committed records sees is what counts. */
@Timeout(180)
class ScoringStageIT {

    private static final int SAMPLES = 400;

    @Test
    void shouldGiveEachSampleOnceWhenItsProcessIsKilledInTheMiddle() {
        try (TestCluster cluster = new TestCluster()) {
            cluster.start();
            create(cluster, "a", "b");
            List<String> sent = new ArrayList<>();
            try (Producer<byte[], byte[]> producer = producer(cluster)) {
                try (ChildJvm first = scoring(cluster)) {
                    first.await("READY");
                    sent.addAll(send(cluster, producer, 0, SAMPLES / 2));
                    // kill it while samples are on their way
                    await().atMost(Duration.ofSeconds(60))
                            .until(() -> !cluster.read(Topics.SCORED).isEmpty());
                    first.kill();
                    assertThat(outcomes(cluster)).as("killed in the middle").hasSizeLessThan(SAMPLES / 2);
                }
                sent.addAll(send(cluster, producer, SAMPLES / 2, SAMPLES));
            }
            try (ChildJvm second = scoring(cluster)) {
                second.await("READY");
                awaitOutcomes(cluster, sent.size());
            }

            assertThat(outcomes(cluster)).containsExactlyInAnyOrderElementsOf(sent);
        }
    }

    @Test
    void shouldEndTheTransactionOfTheProcessThatWasKilled() throws Exception {
        try (TestCluster cluster = new TestCluster()) {
            cluster.start();
            Set<String> first;
            try (ChildJvm killed = scoring(cluster)) {
                killed.await("READY");
                first = transactions(cluster);
            }
            try (ChildJvm second = scoring(cluster)) {
                second.await("READY");
                // a producer of the same name ends what the first has open; under another one, that must time out
                assertThat(transactions(cluster)).hasSize(1).isEqualTo(first);
            }
        }
    }

    @Test
    void shouldWaitForARegistryThatIsAwayAndThenGoOn() {
        try (TestCluster cluster = new TestCluster()) {
            cluster.start();
            create(cluster, "a", "b");
            List<String> sent;
            try (Producer<byte[], byte[]> producer = producer(cluster)) {
                sent = send(cluster, producer, 0, 50); // Avro among them: their schema must be asked for
            }
            cluster.stopRegistry();
            try (ScoringStage stage = ScoringProcess.start(
                    cluster.bootstrapServers(),
                    cluster.registryUrl(),
                    cluster.data().resolve("scoring"))) {
                await().during(Duration.ofSeconds(15)) // more than the patience with which it asks
                        .atMost(Duration.ofSeconds(40))
                        .until(() -> outcomes(cluster).isEmpty());
                cluster.startRegistry();
                awaitOutcomes(cluster, sent.size());
                assertThat(stage.isReady()).isTrue();
            }

            assertThat(outcomes(cluster)).containsExactlyInAnyOrderElementsOf(sent);
        }
    }

    /** A stream thread that fails and is replaced is what is tested here; Awaitility would throw what it died of. */
    private static ConditionFactory await() {
        return Awaitility.await().dontCatchUncaughtExceptions();
    }

    private static ChildJvm scoring(TestCluster cluster) {
        return ChildJvm.start(
                ScoringProcess.class,
                cluster.bootstrapServers(),
                cluster.registryUrl(),
                cluster.data().resolve("scoring").toString());
    }

    private static void create(TestCluster cluster, String... names) {
        EventSerdes serdes = cluster.serdes();
        try (JobDirectory jobs = JobDirectory.open(cluster.clientConfig(), serdes.deserializer(Job.class));
                JobPublisher publisher = JobPublisher.open(cluster.clientConfig(), serdes.serializer(), jobs)) {
            for (String name : names) {
                publisher.create(JobDefinition.open(
                        name,
                        JobSettings.defaults().with().templatesPerSample(1).build(),
                        Instant.EPOCH));
            }
        }
    }

    /** Names of all transactions that the broker knows of. */
    private static Set<String> transactions(TestCluster cluster) throws Exception {
        try (Admin admin = Admin.create(cluster.clientConfig())) {
            return admin.listTransactions().all().get().stream()
                    .map(TransactionListing::transactionalId)
                    .collect(Collectors.toSet());
        }
    }

    private static Producer<byte[], byte[]> producer(TestCluster cluster) {
        return new KafkaProducer<>(cluster.clientConfig(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Sends samples of two jobs in both formats, each tenth one poisonous and each seventh rubbish; gives their fates. */
    private static List<String> send(TestCluster cluster, Producer<byte[], byte[]> producer, int from, int to) {
        EventSerdes serdes = cluster.serdes();
        IntStream.range(from, to).forEach(i -> {
            Sample sample = Records.sample(i % 3 == 0 ? "a" : "b", "" + i, i % 10 == 0 ? "poison" : "p" + i, "r");
            byte[] value = i % 7 == 0
                    ? Records.utf8("rubbish")
                    : i % 2 == 0
                            ? Records.avro(serdes, sample)
                            : Records.json(sample.getJob(), sample.getId(), sample.getPrompt(), sample.getResponse());
            var unused = producer.send(new ProducerRecord<>(Topics.SAMPLES, Records.utf8("" + i), value));
        });
        producer.flush();
        return IntStream.range(from, to).mapToObj(ScoringStageIT::fate).toList();
    }

    private static String fate(int i) {
        return i + (i % 7 == 0 || i % 10 == 0 ? " dead" : i % 3 == 0 ? " scored in a" : " scored in b");
    }

    private static void awaitOutcomes(TestCluster cluster, int count) {
        await().atMost(Duration.ofSeconds(90))
                .until(() -> cluster.read(Topics.SCORED).size()
                                + cluster.read(Topics.DEAD_LETTER).size()
                        >= count);
    }

    private static List<String> outcomes(TestCluster cluster) {
        List<String> outcomes = new ArrayList<>();
        for (ConsumerRecord<byte[], ScoredSample> scored :
                cluster.read(Topics.SCORED, cluster.serdes().deserializer(ScoredSample.class))) {
            outcomes.add(scored.value().getId() + " scored in " + new String(scored.key(), StandardCharsets.UTF_8));
        }
        for (ConsumerRecord<byte[], byte[]> letter : cluster.read(Topics.DEAD_LETTER)) {
            outcomes.add(new String(letter.key(), StandardCharsets.UTF_8) + " dead");
        }
        return outcomes;
    }
}
