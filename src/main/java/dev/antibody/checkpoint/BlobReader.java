package dev.antibody.checkpoint;

import dev.antibody.event.TopicEnds;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads the state that a manifest points to, and believes neither before signature and hash are right. */
final class BlobReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Admin admin;
    private final Consumer<String, byte[]> consumer;

    private BlobReader(Admin admin, Consumer<String, byte[]> consumer) {
        this.admin = admin;
        this.consumer = consumer;
    }

    static BlobReader open(Map<String, Object> clientConfig) {
        return new BlobReader(Admin.create(clientConfig), CheckpointClients.consumer(clientConfig));
    }

    /**
     * The state of a checkpoint.
     *
     * @throws CheckpointException if it is not to be trusted, or gone
     */
    TrainingState load(CheckpointManifest manifest, Verifier verifier) {
        String name = "checkpoint " + manifest.getVersion() + " of job " + manifest.getJob();
        if (!ManifestSignature.isValid(manifest, verifier)) {
            throw new CheckpointException(name
                    + " is refused: its signature is not by the key in use; was it changed, or is the key another?");
        }
        byte[] blob = read(manifest, name);
        if (blob.length != manifest.getBytes() || !CheckpointCodec.sha256(blob).equals(manifest.getSha256())) {
            throw new CheckpointException(name + " is refused: its blob is not the one that was signed");
        }
        TrainingState state = CheckpointCodec.decode(blob);
        if (state.step() != manifest.getStep()
                || !CheckpointCodec.sha256(state.adapter()).equals(manifest.getAdapterSha256())) {
            throw new CheckpointException(name + " is refused: its blob does not belong to its manifest");
        }
        return state;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        admin.close(Duration.ofSeconds(1));
    }

    private byte[] read(CheckpointManifest manifest, String name) {
        TopicPartition partition = new TopicPartition(Topics.CHECKPOINT_BLOBS, manifest.getBlobPartition());
        consumer.assign(List.of(partition));
        consumer.seek(partition, manifest.getBlobOffset());
        long end = TopicEnds.of(admin, List.of(partition)).getOrDefault(partition, 0L);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, byte[]> found = new TreeMap<>();
        String prefix = CheckpointKeys.manifest(manifest.getJob(), manifest.getVersion()) + "/";
        while (found.size() < manifest.getChunks() && consumer.position(partition) < end) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("the blob of " + name + " could not be read in time");
            }
            for (ConsumerRecord<String, byte[]> chunk : consumer.poll(POLL)) {
                if (chunk.key() != null && chunk.value() != null && chunk.key().startsWith(prefix)) {
                    found.putIfAbsent(chunk.key(), chunk.value());
                }
            }
        }
        return joined(manifest, found, name);
    }

    private static byte[] joined(CheckpointManifest manifest, Map<String, byte[]> found, String name) {
        ByteArrayOutputStream blob = new ByteArrayOutputStream();
        for (int chunk = 0; chunk < manifest.getChunks(); chunk++) {
            byte[] value = found.get(CheckpointKeys.chunk(manifest.getJob(), manifest.getVersion(), chunk));
            if (value == null) {
                throw new CheckpointException(name + " has no blob any more; only the newest ones of a job are kept");
            }
            blob.writeBytes(value);
        }
        return blob.toByteArray();
    }
}
