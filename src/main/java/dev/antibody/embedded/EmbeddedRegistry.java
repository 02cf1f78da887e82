package dev.antibody.embedded;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinException;
import org.apache.kafka.common.KafkaException;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A schema registry in this JVM that speaks Confluent's REST API ({@link RegistryRoutes} lists how much of it), on the
 * loopback interface. Its state is the topic {@code _schemas} of the broker that it is given, so ids live and die with the
 * records that carry them.
 */
public final class EmbeddedRegistry implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final String NAME = "schema registry";
    private static final int MAX_THREADS = 8;
    private static final int MIN_THREADS = 2;

    private final SchemaStore store;
    private final Javalin http;

    private EmbeddedRegistry(SchemaStore store, Javalin http) {
        this.store = store;
        this.http = http;
    }

    /**
     * Returns when every schema of the log is known and clients can ask.
     *
     * @param port of 127.0.0.1; 0 takes any free one
     * @throws StartException in one line: the port is taken, or the broker does not serve the log
     */
    public static EmbeddedRegistry start(String bootstrapServers, int port) {
        int claimed = LocalPort.claim(NAME, port);
        SchemaStore store = open(bootstrapServers);
        try {
            Javalin http = Javalin.create(config -> configure(config, store)).start(LocalPort.HOST, claimed);
            EmbeddedRegistry registry = new EmbeddedRegistry(store, http);
            LOGGER.atInfo().addKeyValue("url", registry.url()).log("embedded schema registry is ready");
            return registry;
        } catch (JavalinException e) {
            store.close();
            throw new StartException("the schema registry cannot listen on port " + claimed + ": " + e.getMessage(), e);
        }
    }

    private static SchemaStore open(String bootstrapServers) {
        try {
            return new SchemaStore(SchemaLog.open(bootstrapServers));
        } catch (KafkaException e) {
            throw new StartException(
                    "the schema registry cannot read its topic at " + bootstrapServers + ": " + e.getMessage(), e);
        }
    }

    private static void configure(JavalinConfig config, SchemaStore store) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
        threads.setName("registry");
        threads.setDaemon(true);
        config.jetty.threadPool = threads;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        new RegistryRoutes(store).register(config.routes);
    }

    /** Base URL for {@code schema.registry.url}. */
    public String url() {
        return "http://" + LocalPort.HOST + ":" + http.port();
    }

    /** Stops listening; the schemas stay in the broker. */
    @Override
    public void close() {
        http.stop();
        store.close();
    }
}
