package dev.antibody.checkpoint;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.TopicEnds;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Reads committed checkpoints. Not thread-safe. */
public final class CheckpointReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    /** Longer than the transaction of a killed trainer stays open, which hides what was committed behind it. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Admin admin;
    private final Consumer<String, byte[]> consumer;
    private final Deserializer<CheckpointManifest> deserializer;
    private final ManifestTable table;
    private final BlobReader blobs;

    private CheckpointReader(
            Admin admin,
            Consumer<String, byte[]> consumer,
            Deserializer<CheckpointManifest> deserializer,
            BlobReader blobs) {
        this.admin = admin;
        this.consumer = consumer;
        this.deserializer = deserializer;
        this.table = new ManifestTable(deserializer);
        this.blobs = blobs;
    }

    /**
     * Connects to a cluster; reads nothing yet.
     *
     * @param clientConfig how to reach the brokers: {@code bootstrap.servers} and security settings
     */
    public static CheckpointReader open(Map<String, Object> clientConfig, EventSerdes serdes) {
        return new CheckpointReader(
                Admin.create(clientConfig),
                CheckpointClients.consumer(clientConfig),
                serdes.deserializer(CheckpointManifest.class),
                BlobReader.open(clientConfig));
    }

    /**
     * Manifests of all checkpoints, by job and then by version; everything that was committed before the call.
     *
     * @param job whose; null for all jobs
     * @throws KafkaException if broker or registry do not answer
     */
    public List<CheckpointManifest> list(@Nullable String job) {
        readToEnd();
        if (job != null) {
            NavigableMap<Long, CheckpointManifest> versions = table.versions().getOrDefault(job, new TreeMap<>());
            return List.copyOf(versions.values());
        }
        return table.versions().values().stream()
                .flatMap(versions -> versions.values().stream())
                .toList();
    }

    /**
     * The state that a manifest points to.
     *
     * @throws CheckpointException if the manifest is not signed with this key, or its blob is gone or another one
     * @throws KafkaException if the brokers do not answer
     */
    public TrainingState load(CheckpointManifest manifest, Verifier verifier) {
        return blobs.load(manifest, verifier);
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        deserializer.close();
        blobs.close();
        admin.close(Duration.ofSeconds(1));
    }

    private void readToEnd() {
        List<TopicPartition> partitions = CheckpointClients.partitions(consumer, Topics.CHECKPOINTS);
        if (consumer.assignment().isEmpty()) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        Map<TopicPartition, Long> ends = TopicEnds.of(admin, partitions);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("the end of " + Topics.CHECKPOINTS + " was not reached");
            }
            table.take(consumer, consumer.poll(POLL));
        }
    }
}
