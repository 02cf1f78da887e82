package dev.antibody.job;

import dev.antibody.event.TopicEnds;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Job;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The jobs, read from their topic when somebody asks. What is known is refreshed at most every {@value #REFRESH_MS} ms,
 * so that a changed state is seen soon; a job that is not known is looked for up to the very end of the topic, records
 * of open transactions included, before the answer is "no such job". A broker or registry that is away is waited for,
 * and when that takes too long it is an exception, never "no such job".
 *
 * <p>Threads that share a directory take turns on its consumer.
 */
public final class JobDirectory implements Jobs, AutoCloseable {

    private static final long REFRESH_MS = 200;
    private static final long BACK_OFF_MS = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Consumer<String, byte[]> consumer;
    private final Deserializer<Job> deserializer;
    private final JobTopicReader reader;
    private final Function<List<TopicPartition>, Map<TopicPartition, Long>> lastOffsets;
    private final Runnable closing;
    private final Duration patience;
    private long refreshedAt;
    private boolean read;

    JobDirectory(
            Consumer<String, byte[]> consumer,
            Deserializer<Job> deserializer,
            Function<List<TopicPartition>, Map<TopicPartition, Long>> lastOffsets,
            Runnable closing,
            Duration patience) {
        this.consumer = consumer;
        this.deserializer = deserializer;
        this.reader = new JobTopicReader(consumer, deserializer);
        this.lastOffsets = lastOffsets;
        this.closing = closing;
        this.patience = patience;
    }

    /**
     * Connects to a cluster; reads nothing yet.
     *
     * @param clientConfig how to reach the brokers: {@code bootstrap.servers} and security settings
     * @param deserializer is closed with the directory
     */
    public static JobDirectory open(Map<String, Object> clientConfig, Deserializer<Job> deserializer) {
        Map<String, Object> config = new HashMap<>(clientConfig);
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        Admin admin = Admin.create(clientConfig);
        return new JobDirectory(
                new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer()),
                deserializer,
                partitions -> TopicEnds.of(admin, partitions),
                () -> admin.close(Duration.ofSeconds(1)),
                PATIENCE);
    }

    @Override
    public synchronized Optional<JobDefinition> find(String id) {
        if (reader.jobs().containsKey(id)) {
            refresh();
        } else {
            readTo(lastOffsets);
        }
        return Optional.ofNullable(reader.jobs().get(id));
    }

    /** All jobs, by id. */
    public synchronized List<JobDefinition> all() {
        readTo(lastOffsets);
        Collection<JobDefinition> jobs = reader.jobs().values();
        return jobs.stream().sorted(Comparator.comparing(JobDefinition::id)).toList();
    }

    @Override
    public synchronized void close() {
        consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(1)));
        deserializer.close();
        closing.run();
    }

    private void refresh() {
        if (!read || System.nanoTime() - refreshedAt > TimeUnit.MILLISECONDS.toNanos(REFRESH_MS)) {
            readTo(consumer::endOffsets);
        }
    }

    private void readTo(Function<List<TopicPartition>, Map<TopicPartition, Long>> ends) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            try {
                reader.readTo(ends, deadline);
                refreshedAt = System.nanoTime();
                read = true;
                return;
            } catch (RetriableException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw new JobsUnavailableException(
                            "the jobs cannot be read from topic " + Topics.JOBS + ": broker or schema registry is away",
                            e);
                }
                backOff();
            }
        }
    }

    private static void backOff() {
        try {
            Thread.sleep(BACK_OFF_MS);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
