package dev.antibody.scoring;

import dev.antibody.event.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the scoring topology. A stream thread that fails is replaced after a pause for as long as the stage lives: an
 * outage is waited for, and nothing but {@link #close} ends the stage. Thread-safe.
 */
public final class ScoringStage implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(ScoringStage.class);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
    private static final long PAUSE_AFTER_FAILURE_MS = 1000;

    private final KafkaStreams streams;
    private final ScoringCounters counters;
    private final AtomicBoolean closing = new AtomicBoolean();

    /**
     * A stage that does nothing yet.
     *
     * @param clientConfig how to reach the brokers: {@code bootstrap.servers} and security settings
     * @param stateDirectory where Kafka Streams keeps the buffers and its process id, for one process at a time. With
     *     the same one after a kill the new process ends the old one's transaction at once; with another one, readers
     *     of committed records wait until that has timed out, a minute
     * @param counters those that the topology counts with
     */
    public ScoringStage(
            Topology topology,
            Map<String, ?> clientConfig,
            Path stateDirectory,
            ScoringSettings settings,
            ScoringCounters counters) {
        this.counters = counters;
        this.streams = new KafkaStreams(topology, properties(clientConfig, stateDirectory, settings));
        streams.setUncaughtExceptionHandler(this::onFailure);
    }

    /** Starts the stream threads and returns at once. */
    public void start() {
        streams.start();
    }

    /** Whether the stage reads samples now; false while partitions move to or from it. */
    public boolean isReady() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** What the stage did. */
    public ScoringCounters counters() {
        return counters;
    }

    /** Commits what is finished and stops; what is buffered is read again by the next start. */
    @Override
    public void close() {
        closing.set(true);
        CloseOptions options = CloseOptions.timeout(CLOSE_WITHIN)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
        if (!streams.close(options)) {
            LOGGER.atWarn()
                    .addKeyValue("seconds", CLOSE_WITHIN.toSeconds())
                    .log("the scoring stage did not stop in time; its last transaction will be aborted");
        }
    }

    private StreamThreadExceptionResponse onFailure(Throwable failure) {
        if (closing.get()) {
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        LOGGER.atError().setCause(failure).log("a scoring thread failed; another one takes over from the last commit");
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    static Properties properties(Map<String, ?> clientConfig, Path stateDirectory, ScoringSettings settings) {
        Properties properties = new Properties();
        properties.putAll(clientConfig);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, Topics.SCORER_GROUP);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, Topics.DEAD_LETTER);
        properties.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, UnexpectedRecordHandler.class);
        // the commit interval is the floor of the latency that a read_committed consumer sees
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 100);
        properties.put(StreamsConfig.POLL_MS_CONFIG, 10);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, SmallStore.class);
        // a dead letter is a little longer than the record that it repeats
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), 4 * 1024 * 1024);
        // a large model may take its time for a batch, within one transaction and between two polls
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 60_000);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), 600_000);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 200);
        // how soon the others take over from a process that was killed
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        properties.put(StreamsConfig.LOG_SUMMARY_INTERVAL_MS_CONFIG, -1L);
        return properties;
    }
}
