package dev.antibody.embedded;

import java.nio.file.Path;
import java.util.Set;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka node, broker and controller at once, in this JVM; it listens on the loopback interface only. Data survive a
 * restart and a killed process; like any single broker that leaves fsync to the operating system, not a power failure.
 *
 * <p>Kafka offers no public API for this: it takes {@code KafkaRaftServer} and {@code Formatter}, which are pinned by the
 * build and used in this package only. A fatal fault inside the broker ends the JVM, as it ends a broker process.
 */
public final class EmbeddedBroker implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedBroker.class);
    private static final String NAME = "broker";

    private final KafkaRaftServer server;
    private final DirectoryLock lock;
    private final String bootstrapServers;

    private EmbeddedBroker(KafkaRaftServer server, DirectoryLock lock, String bootstrapServers) {
        this.server = server;
        this.lock = lock;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Returns when clients can connect.
     *
     * @param dataDir made if it does not exist; Kafka's logs lie in {@code broker} below it
     * @param port of 127.0.0.1; 0 takes any free one
     * @throws StartException in one line: the port is taken, another process has the directory, or it cannot be written
     */
    public static EmbeddedBroker start(Path dataDir, int port) {
        Path directory = dataDir.toAbsolutePath().normalize();
        DirectoryLock lock = DirectoryLock.take(directory);
        try {
            int clients = LocalPort.claim(NAME, port);
            int controller = LocalPort.claim(NAME, 0, Set.of(clients));
            Path logs = directory.resolve(NAME);
            BrokerStorage.format(logs);
            KafkaRaftServer server = start(new BrokerSettings(logs, clients, controller));
            String bootstrapServers = LocalPort.HOST + ":" + clients;
            LOGGER.atInfo().addKeyValue("bootstrapServers", bootstrapServers).log("embedded broker is ready");
            return new EmbeddedBroker(server, lock, bootstrapServers);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    private static KafkaRaftServer start(BrokerSettings settings) {
        KafkaRaftServer server = open(settings);
        try {
            server.startup();
            return server;
        } catch (Throwable e) {
            stopAfter(e, server);
            throw refused(settings, e);
        }
    }

    /** Kafka looks at its log directory as soon as it is constructed. */
    private static KafkaRaftServer open(BrokerSettings settings) {
        try {
            return new KafkaRaftServer(KafkaConfig.fromProps(settings.properties(), false), Time.SYSTEM);
        } catch (RuntimeException e) {
            throw refused(settings, e);
        }
    }

    private static StartException refused(BrokerSettings settings, Throwable cause) {
        return new StartException(
                "the embedded broker did not start on " + settings.logs() + ": " + cause.getMessage(), cause);
    }

    // without this the threads that did start keep the JVM alive
    private static void stopAfter(Throwable failure, KafkaRaftServer server) {
        try {
            server.shutdown();
            server.awaitShutdown();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Host and port for clients. */
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** Shuts down in order, which makes the next start a quick one, and gives the directory free. */
    @Override
    public void close() {
        try {
            server.shutdown();
            server.awaitShutdown();
        } finally {
            lock.close();
        }
    }
}
