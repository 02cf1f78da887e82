package dev.antibody.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.event.TopicCreation;
import dev.antibody.event.TopicReader;
import dev.antibody.event.TopicSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedBrokerIT {

    private static final String TOPIC = "events";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);

    @TempDir
    private Path directory;

    @Test
    void shouldShowCommittedTransactionsOnlyAndKeepThemOverARestart() {
        String clusterId;
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0);
                Producer<String, String> producer = transactional(broker.bootstrapServers())) {
            clusterId = createTopic(broker.bootstrapServers());
            producer.initTransactions();
            send(producer, "committed");
            producer.commitTransaction();
            send(producer, "aborted");
            producer.abortTransaction();

            assertThat(read(broker.bootstrapServers())).containsExactly("committed");
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            assertThat(createTopic(broker.bootstrapServers())).isEqualTo(clusterId);
            assertThat(read(broker.bootstrapServers())).containsExactly("committed");
        }
    }

    @Test
    void shouldLeaveNoThreadThatKeepsTheJvmAlive() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        EmbeddedBroker.start(directory, 0).close();

        Awaitility.await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(
                        Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> !thread.isDaemon() && !before.contains(thread))
                                .map(Thread::getName)
                                .filter(name -> !name.startsWith("awaitility"))
                                .collect(Collectors.toSet()))
                .isEmpty());
    }

    @Test
    void shouldKeepCommittedDataWhenItsProcessIsKilledAndNoneOfAnOpenTransaction() {
        String servers;
        try (ChildJvm child = ChildJvm.start(BrokerProcess.class, directory.toString(), "0")) {
            servers = child.await("READY ");
            createTopic(servers);
            Producer<String, String> producer = transactional(servers);
            producer.initTransactions();
            send(producer, "committed");
            producer.commitTransaction();
            send(producer, "open");
            producer.flush();
            child.kill();
            producer.close(Duration.ZERO); // in order it would wait for the broker
        }
        int port = Integer.parseInt(servers.substring(servers.indexOf(':') + 1));
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, port);
                Producer<String, String> successor = transactional(broker.bootstrapServers())) {
            assertThat(broker.bootstrapServers()).isEqualTo(servers);
            successor.initTransactions(); // settles the transaction of the one before
            send(successor, "later");
            successor.commitTransaction();

            assertThat(read(servers)).containsExactly("committed", "later");
        }
    }

    @Test
    void shouldRefuseADirectoryThatAnotherBrokerHas() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            directory + " is in use by another node: stop that one or choose another data directory");
            try (ChildJvm second = ChildJvm.start(BrokerProcess.class, directory.toString(), "0")) {
                assertThat(second.await("REFUSED ")).contains("is in use by another node");
                assertThat(second.awaitExit()).isZero(); // nothing that it started keeps it alive
            }
            createTopic(broker.bootstrapServers());
            assertThat(read(broker.bootstrapServers())).isEmpty(); // the first one is none the worse
        }
    }

    @Test
    void shouldSayThatThePortIsTakenAndGiveTheDirectoryFree() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();

            assertThatThrownBy(() -> EmbeddedBroker.start(directory, port))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "port " + port + " of 127.0.0.1, meant for the broker, is taken: stop what listens there"
                                    + " or choose another port (0 takes any free one)");
        }
        EmbeddedBroker.start(directory, 0).close();
    }

    @Test
    void shouldSayThatTheDirectoryCannotBeWritten() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> EmbeddedBroker.start(file, 0))
                .isInstanceOf(StartException.class)
                .hasMessage("cannot write to " + file + ": choose a directory that this user may create and write to");
        assertThatThrownBy(() -> EmbeddedBroker.start(directory, 70_000))
                .isInstanceOf(StartException.class)
                .hasMessage("70000 is no port for the broker: choose 0 (any free port) to 65535");
    }

    @Test
    void shouldEndAsAProcessWhenStorageIsBroken() throws IOException {
        Path logs = Files.createDirectories(directory.resolve("broker"));
        Files.writeString(logs.resolve("meta.properties"), "version=1\nnode.id=77\ncluster.id=x\n");

        try (ChildJvm child = ChildJvm.start(BrokerProcess.class, directory.toString(), "0")) {
            assertThat(child.await("REFUSED ")).startsWith("the embedded broker did not start on " + logs);
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void shouldNotMakeTopicsByItself() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0);
                Producer<String, String> producer = new KafkaProducer<>(
                        Map.of(
                                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                broker.bootstrapServers(),
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                500),
                        new StringSerializer(),
                        new StringSerializer());
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThat(producer.send(new ProducerRecord<>("misspelt", "value"))).failsWithin(Duration.ofSeconds(10));
            assertThat(admin.describeTopics(List.of("misspelt")).allTopicNames().toCompletionStage())
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .withCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    private static String createTopic(String servers) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            TopicCreation.ensure(admin, List.of(new TopicSpec(TOPIC, 1, OptionalInt.empty(), Map.of())));
            return admin.describeCluster()
                    .clusterId()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private static Producer<String, String> transactional(String servers) {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers,
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG, "test",
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000,
                        ProducerConfig.LINGER_MS_CONFIG, 0),
                new StringSerializer(),
                new StringSerializer());
    }

    private static void send(Producer<String, String> producer, String value) {
        producer.beginTransaction();
        var unused = producer.send(new ProducerRecord<>(TOPIC, value)); // the commit tells
    }

    private static List<String> read(String servers) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                TopicReader.settings(servers), new StringDeserializer(), new StringDeserializer())) {
            TopicReader.readToEnd(consumer, List.of(PARTITION), entry -> values.add(entry.value()));
        }
        return values;
    }
}
