package dev.antibody.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.app.node.Node;
import dev.antibody.app.node.NodeSettings;
import dev.antibody.app.node.Role;
import dev.antibody.embedded.EmbeddedRegistry;
import dev.antibody.event.EventSerdes;
import dev.antibody.event.TopicFiles;
import dev.antibody.event.TopicReader;
import dev.antibody.event.TopicSpec;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.SampleWeight;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.event.avro.TrainingStep;
import dev.antibody.lm.EngineOptions;
import dev.antibody.lm.Fixtures;
import dev.antibody.lm.ModelSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.kafka.KafkaContainer;

/** A node on Apache Kafka's own broker image instead of the embedded broker. */
@ExtendWith(NeedsDocker.class)
class RealBrokerIT {

    /** The one that docker-compose.yml starts, too. */
    private static final String IMAGE = "apache/kafka:4.3.1";

    private static final String JOB = "support";
    private static final int SAMPLES = 12;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private static KafkaContainer broker;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private static EmbeddedRegistry registry;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
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
        String data = directory.resolve("data").toString();
        Path file = directory.resolve("samples.jsonl");
        Path exported = directory.resolve("adapter");
        Files.write(file, banking(SAMPLES));
        NodeSettings settings = new NodeSettings(
                EnumSet.of(Role.SCORE, Role.TRAIN),
                Path.of(data),
                new ModelSource(Fixtures.tinyLlama(), EngineOptions.exact()),
                null,
                NodeSettings.Listen.ANYWHERE,
                new NodeSettings.Remote(broker.getBootstrapServers(), registry.url()));
        try (Node node = Node.start(settings)) {
            assertThat(node.awaitReady()).isTrue();
            assertTopicsAreThoseOfTheFiles();

            run("job", "create", JOB, "--batch", "4", "--prompt-template", "alpaca", "--data", data);
            run("ingest", file.toString(), "--job", JOB, "--data", data);
            run("job", "close", JOB, "--data", data);
            String model = Fixtures.tinyLlama().toString();
            run("checkpoint", "export", JOB, "--out", exported.toString(), "--model", model, "--data", data);
        }
        List<String> scored = committed(Topics.SCORED, ScoredSample.class).stream()
                .map(ScoredSample::getId)
                .toList();
        List<TrainingStep> steps = committed(Topics.TRAINING_STEPS, TrainingStep.class);
        assertThat(scored).hasSize(SAMPLES).doesNotHaveDuplicates();
        assertThat(steps).hasSize(3).allMatch(TrainingStep::getUpdated);
        assertThat(steps)
                .flatExtracting(TrainingStep::getSamples)
                .extracting(SampleWeight::getId)
                .isEqualTo(scored);
        assertThat(exported.resolve("adapter_model.safetensors")).isNotEmptyFile();
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

    /** What a topic holds, by partition and offset, without control records. */
    private static <T extends SpecificRecord> List<T> committed(String topic, Class<T> type) {
        List<T> values = new ArrayList<>();
        try (Consumer<String, T> consumer = new KafkaConsumer<>(
                TopicReader.settings(broker.getBootstrapServers()),
                new StringDeserializer(),
                EventSerdes.of(registry.url()).deserializer(type))) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            TopicReader.readToEnd(consumer, partitions, message -> {
                if (message.value() != null) {
                    values.add(message.value());
                }
            });
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
