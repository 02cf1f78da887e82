package dev.antibody.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.antibody.app.node.Node;
import dev.antibody.app.node.NodeSettings;
import dev.antibody.app.node.Role;
import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.embedded.EmbeddedRegistry;
import dev.antibody.event.EventSerdes;
import dev.antibody.event.TopicFiles;
import dev.antibody.event.TopicReader;
import dev.antibody.event.TopicSpec;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.lm.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A node on Apache Kafka's own broker image instead of the embedded broker. Without Docker it is skipped, and says so;
 * with {@code ANTIBODY_REQUIRE_DOCKER=true}, as in CI, it fails instead.
 */
class RealBrokerIT {

    /** The one that docker-compose.yml starts, too. */
    private static final String IMAGE = "apache/kafka:4.3.1";

    private static final int SAMPLES = 12;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private static KafkaContainer broker;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private static EmbeddedRegistry registry;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        requireDocker();
        broker = new KafkaContainer(IMAGE).withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        broker.start();
        registry = EmbeddedRegistry.start(broker.getBootstrapServers(), 0);
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.close();
        }
        if (broker != null) {
            broker.stop();
        }
    }

    @Test
    void shouldStreamAJobThroughIt() throws Exception {
        Path data = directory.resolve("data");
        Path file = directory.resolve("samples.jsonl");
        Files.write(file, banking(SAMPLES));
        SigningKeys.loadOrCreate(data.resolve("keys"));
        NodeSettings settings = new NodeSettings(
                EnumSet.of(Role.SCORE),
                data,
                Fixtures.tinyLlama(),
                null,
                NodeSettings.Listen.ANYWHERE,
                new NodeSettings.Remote(broker.getBootstrapServers(), registry.url()));
        try (Node node = Node.start(settings)) {
            assertThat(node.awaitReady()).isTrue();
            assertTopicsAreThoseOfTheFiles();

            run("job", "create", "support", "--prompt-template", "alpaca", "--data", data.toString());
            run("ingest", file.toString(), "--job", "support", "--data", data.toString());

            Awaitility.await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> assertThat(
                            committed(Topics.SCORED, ScoredSample.class))
                    .hasSize(SAMPLES));
            assertThat(committed(Topics.SCORED, ScoredSample.class))
                    .allSatisfy(sample -> assertThat(sample.getR()).isFinite())
                    .extracting(ScoredSample::getPrompt)
                    .doesNotHaveDuplicates();
        }
    }

    private static void requireDocker() {
        boolean docker = DockerClientFactory.instance().isDockerAvailable();
        if (Boolean.parseBoolean(System.getenv("ANTIBODY_REQUIRE_DOCKER"))) {
            assertThat(docker)
                    .as("ANTIBODY_REQUIRE_DOCKER is set, and no Docker engine answers")
                    .isTrue();
        } else if (!docker) {
            LoggerFactory.getLogger(RealBrokerIT.class)
                    .warn("SKIPPED: the tests on a real broker need Docker, and no Docker engine answers");
            assumeTrue(false, "no Docker engine answers");
        }
    }

    private static void assertTopicsAreThoseOfTheFiles() throws InterruptedException, ExecutionException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.getBootstrapServers()))) {
            Map<String, TopicDescription> topics =
                    admin.describeTopics(Topics.ALL).allTopicNames().get();
            for (TopicSpec spec : TopicFiles.bundled()) {
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, spec.name());
                assertThat(topics).hasEntrySatisfying(spec.name(), topic -> assertThat(topic.partitions())
                        .hasSize(spec.partitions()));
                assertThat(admin.describeConfigs(List.of(resource)).all().get())
                        .hasEntrySatisfying(resource, config -> spec.config().forEach((name, value) -> assertThat(
                                        config.get(name).value())
                                .as(spec.name() + " " + name)
                                .isEqualTo(value)));
            }
        }
    }

    /** What a topic holds, by partition and offset. */
    private static <T extends SpecificRecord> List<T> committed(String topic, Class<T> type) {
        List<T> values = new ArrayList<>();
        try (Consumer<String, T> consumer = new KafkaConsumer<>(
                TopicReader.settings(broker.getBootstrapServers()),
                new StringDeserializer(),
                EventSerdes.of(registry.url()).deserializer(type))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            TopicReader.readToEnd(consumer, partitions, message -> values.add(message.value()));
        }
        return values;
    }

    private static void run(String... arguments) {
        assertThat(Main.commandLine().execute(arguments))
                .as("antibody " + String.join(" ", arguments))
                .isZero();
    }

    private static List<String> banking(int lines) throws IOException {
        return Files.readAllLines(Path.of("src/main/resources/demo/data/banking-stream.jsonl"))
                .subList(0, lines);
    }
}
