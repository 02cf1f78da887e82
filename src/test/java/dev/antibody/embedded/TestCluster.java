package dev.antibody.embedded;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.TopicCreation;
import dev.antibody.event.TopicFiles;
import dev.antibody.event.TopicReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A broker and a registry on a temporary directory, with the bundled topics. As a JUnit extension it lives as long as
 * the class: {@code @RegisterExtension static final TestCluster CLUSTER = new TestCluster();}. Ports and data stay the
 * same over a stop and a start of either, so that clients see an outage.
 */
public final class TestCluster implements BeforeAllCallback, AfterAllCallback, AutoCloseable {

    private @Nullable Path directory;
    private @Nullable EmbeddedBroker broker;
    private @Nullable EmbeddedRegistry registry;
    private String bootstrapServers = "";
    private String registryUrl = "";

    /** Starts both; what {@link #beforeAll} does for a test class. */
    public void start() {
        try {
            directory = Files.createTempDirectory("antibody-test-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startBroker();
        try (Admin admin = Admin.create(clientConfig())) {
            TopicCreation.ensure(admin, TopicFiles.bundled());
        }
        startRegistry();
    }

    /** Host and port of the broker. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** URL of the registry. */
    public String registryUrl() {
        return registryUrl;
    }

    /** What Kafka clients need to connect. */
    public Map<String, Object> clientConfig() {
        return Map.of("bootstrap.servers", bootstrapServers);
    }

    /** What Confluent's clients need to connect. */
    public Map<String, Object> registryConfig() {
        return Map.of("schema.registry.url", registryUrl);
    }

    /** Serializers of the events. */
    public EventSerdes serdes() {
        return EventSerdes.of(registryUrl);
    }

    /** What all partitions of a topic hold now, committed records only, as bytes. */
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return read(topic, new ByteArrayDeserializer());
    }

    /** What all partitions of a topic hold now, committed records only. */
    public <V> List<ConsumerRecord<byte[], V>> read(String topic, Deserializer<V> values) {
        List<ConsumerRecord<byte[], V>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], V> consumer =
                new KafkaConsumer<>(TopicReader.settings(bootstrapServers), new ByteArrayDeserializer(), values)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            TopicReader.readToEnd(consumer, partitions, records::add);
        }
        return records;
    }

    /** Starts the broker again, where it was. */
    public void startBroker() {
        broker = EmbeddedBroker.start(data(), port(bootstrapServers));
        bootstrapServers = broker.bootstrapServers();
    }

    /** Stops the broker in order. */
    public void stopBroker() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }

    /** Starts the registry again, where it was. */
    public void startRegistry() {
        registry = EmbeddedRegistry.start(
                bootstrapServers,
                registryUrl.isEmpty() ? 0 : URI.create(registryUrl).getPort());
        registryUrl = registry.url();
    }

    /** Stops the registry. */
    public void stopRegistry() {
        if (registry != null) {
            registry.close();
            registry = null;
        }
    }

    /** Where the broker's data and other files of a test may lie; gone after {@link #close}. */
    public Path data() {
        if (directory == null) {
            throw new IllegalStateException("the cluster was not started");
        }
        return directory;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        start();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        stopRegistry();
        stopBroker();
        if (directory != null) {
            delete(directory);
            directory = null;
        }
    }

    private static int port(String bootstrapServers) {
        return bootstrapServers.isEmpty()
                ? 0
                : Integer.parseInt(bootstrapServers.substring(bootstrapServers.lastIndexOf(':') + 1));
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(TestCluster::deleteOne);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
