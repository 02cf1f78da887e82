package dev.antibody.checkpoint;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes checkpoints within the transaction that a producer has open; beginning and committing it is the caller's. Not
 * thread-safe.
 */
public final class CheckpointWriter implements AutoCloseable {

    /** Most bytes of a chunk, which leaves room for key and headers below the topic's 1 MiB. */
    static final int CHUNK_BYTES = 900 * 1024;

    private final Producer<byte[], byte[]> producer;
    private final Serializer<CheckpointManifest> serializer;
    private final Signer signer;

    /** Writes with a producer that stays the caller's. */
    public CheckpointWriter(Producer<byte[], byte[]> producer, EventSerdes serdes, Signer signer) {
        this.producer = producer;
        this.serializer = serdes.serializer();
        this.signer = signer;
    }

    /**
     * Where a blob was written, and what it is.
     *
     * @param partition of the blobs topic
     * @param offset of its first chunk there
     * @param chunks how many
     * @param bytes length of all
     * @param sha256 in hex
     */
    public record Blob(int partition, long offset, int chunks, long bytes, String sha256) {}

    /** Writes a state in chunks and returns when the brokers have them. */
    public Blob writeBlob(String job, long version, TrainingState state) {
        byte[] blob = CheckpointCodec.encode(state);
        int partition = Math.floorMod(
                job.hashCode(), producer.partitionsFor(Topics.CHECKPOINT_BLOBS).size());
        int chunks = (blob.length + CHUNK_BYTES - 1) / CHUNK_BYTES;
        Future<RecordMetadata> first = send(partition, job, version, 0, blob);
        for (int chunk = 1; chunk < chunks; chunk++) {
            var unused = send(partition, job, version, chunk, blob); // a failure fails the transaction
        }
        producer.flush();
        return new Blob(partition, offset(first), chunks, blob.length, CheckpointCodec.sha256(blob));
    }

    /**
     * Signs a manifest and writes it, and with it the pointer to the job's live checkpoint.
     *
     * @param position all of the manifest but what its blob and signature say
     * @return the manifest as it was written
     */
    public CheckpointManifest writeManifest(CheckpointManifest.Builder position, Blob blob) {
        CheckpointManifest manifest = signed(position, blob);
        byte[] value = serializer.serialize(Topics.CHECKPOINTS, manifest);
        send(CheckpointKeys.manifest(manifest.getJob(), manifest.getVersion()), value);
        send(CheckpointKeys.live(manifest.getJob()), value);
        return manifest;
    }

    /** Signs the manifest of a reference adapter and writes it. It is no live checkpoint, so no pointer moves. */
    void writeReference(CheckpointManifest.Builder position, Blob blob) {
        CheckpointManifest manifest = signed(position, blob);
        byte[] value = serializer.serialize(Topics.CHECKPOINTS, manifest);
        send(CheckpointKeys.manifest(manifest.getJob(), manifest.getVersion()), value);
    }

    private CheckpointManifest signed(CheckpointManifest.Builder position, Blob blob) {
        CheckpointManifest unsigned = position.setBlobPartition(blob.partition())
                .setBlobOffset(blob.offset())
                .setChunks(blob.chunks())
                .setBytes(blob.bytes())
                .setSha256(blob.sha256())
                .setSignature("")
                .build();
        return CheckpointManifest.newBuilder(unsigned)
                .setSignature(ManifestSignature.sign(unsigned, signer))
                .build();
    }

    /** Removes the blob of a checkpoint; its manifest stays and tells that it was there. */
    public void removeBlob(CheckpointManifest manifest) {
        for (int chunk = 0; chunk < manifest.getChunks(); chunk++) {
            String key = CheckpointKeys.chunk(manifest.getJob(), manifest.getVersion(), chunk);
            var unused = producer.send(
                    new ProducerRecord<>(Topics.CHECKPOINT_BLOBS, manifest.getBlobPartition(), utf8(key), null));
        }
    }

    /** Closes the serializer; the producer stays open. */
    @Override
    public void close() {
        serializer.close();
    }

    private Future<RecordMetadata> send(int partition, String job, long version, int chunk, byte[] blob) {
        int from = chunk * CHUNK_BYTES;
        byte[] value = Arrays.copyOfRange(blob, from, Math.min(from + CHUNK_BYTES, blob.length));
        String key = CheckpointKeys.chunk(job, version, chunk);
        return producer.send(new ProducerRecord<>(Topics.CHECKPOINT_BLOBS, partition, utf8(key), value));
    }

    private void send(String key, byte[] value) {
        var unused = producer.send(new ProducerRecord<>(Topics.CHECKPOINTS, utf8(key), value));
    }

    private static long offset(Future<RecordMetadata> sent) {
        try {
            return sent.get().offset();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
