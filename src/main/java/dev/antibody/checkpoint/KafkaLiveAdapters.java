package dev.antibody.checkpoint;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live adapters as the checkpoint topics tell them; follows them on a thread of its own. A job's adapter is loaded
 * when somebody asks for it and then kept up to date. A checkpoint with a wrong signature or hash is never used: the
 * last good one stays. Thread-safe.
 */
public final class KafkaLiveAdapters implements LiveAdapters, AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaLiveAdapters.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long PAUSE_MS = 500;
    private static final long PATIENCE_SECONDS = 30;

    private final Consumer<String, byte[]> consumer;
    private final Deserializer<CheckpointManifest> deserializer;
    private final ManifestTable table;
    private final BlobReader blobs;
    private final Verifier verifier;
    private final Thread thread;
    private final CountDownLatch read = new CountDownLatch(1);
    private final Map<String, LiveAdapter> loaded = new ConcurrentHashMap<>();
    private final Set<String> outdated = new LinkedHashSet<>();
    private final Set<CheckpointManifest> refused = new HashSet<>();
    private volatile boolean closing;

    private KafkaLiveAdapters(
            Consumer<String, byte[]> consumer,
            Deserializer<CheckpointManifest> deserializer,
            BlobReader blobs,
            Verifier verifier) {
        this.consumer = consumer;
        this.deserializer = deserializer;
        this.table = new ManifestTable(deserializer);
        this.blobs = blobs;
        this.verifier = verifier;
        this.thread = new Thread(this::run, "live-adapters");
        thread.setDaemon(true);
    }

    /**
     * Begins to follow the checkpoint topics.
     *
     * @param clientConfig how to reach the brokers: {@code bootstrap.servers} and security settings
     */
    public static KafkaLiveAdapters open(Map<String, Object> clientConfig, EventSerdes serdes, Verifier verifier) {
        KafkaLiveAdapters adapters = new KafkaLiveAdapters(
                CheckpointClients.consumer(clientConfig),
                serdes.deserializer(CheckpointManifest.class),
                BlobReader.open(clientConfig),
                verifier);
        adapters.thread.start();
        return adapters;
    }

    /**
     * The job's newest committed adapter that can be trusted.
     *
     * @throws KafkaException if the checkpoints could not be read yet; asking again later may help
     */
    @Override
    public LiveAdapter current(String job) {
        LiveAdapter known = loaded.get(job);
        if (known != null) {
            return known;
        }
        awaitFirstRead();
        return load(job);
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitFirstRead() {
        try {
            if (!read.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new TimeoutException("the checkpoints cannot be read: broker or schema registry is away");
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private void run() {
        try {
            while (!closing) {
                try {
                    follow();
                } catch (WakeupException e) {
                    // closing
                } catch (KafkaException e) {
                    LOGGER.atWarn()
                            .addKeyValue("cause", e.getMessage())
                            .log("the checkpoints cannot be read now; trying again");
                    pause();
                }
            }
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
            closeReaders();
        }
    }

    private synchronized void closeReaders() {
        deserializer.close();
        blobs.close();
    }

    private void follow() {
        if (consumer.assignment().isEmpty()) {
            List<TopicPartition> partitions = CheckpointClients.partitions(consumer, Topics.CHECKPOINTS);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        if (read.getCount() > 0) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                take(consumer.poll(POLL));
            }
            read.countDown();
        }
        take(consumer.poll(POLL));
    }

    private synchronized void take(ConsumerRecords<String, byte[]> records) {
        for (String job : table.take(consumer, records)) {
            if (loaded.containsKey(job)) {
                outdated.add(job);
            }
        }
        // a job stays in the set when its blob cannot be read now
        for (String job : Set.copyOf(outdated)) {
            load(job);
            outdated.remove(job);
        }
    }

    private synchronized LiveAdapter load(String job) {
        LiveAdapter last = loaded.getOrDefault(job, LiveAdapter.REFERENCE);
        LiveAdapter live = newest(job, last);
        loaded.put(job, live);
        return live;
    }

    private LiveAdapter newest(String job, LiveAdapter last) {
        for (CheckpointManifest manifest : table.candidates(job)) {
            if (manifest.getVersion() == last.version()) {
                return last;
            }
            if (!refused.contains(manifest)) {
                try {
                    return new LiveAdapter(
                            manifest.getVersion(),
                            blobs.load(manifest, verifier).adapter());
                } catch (CheckpointException e) {
                    refused.add(manifest);
                    LOGGER.atError()
                            .addKeyValue("job", job)
                            .addKeyValue("version", manifest.getVersion())
                            .log("a checkpoint is not used, the last good one stays: " + e.getMessage());
                }
            }
        }
        return last;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
