package dev.antibody.training.stream;

import dev.antibody.checkpoint.CheckpointWriter;
import dev.antibody.checkpoint.CheckpointWriter.Blob;
import dev.antibody.checkpoint.Signer;
import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.event.avro.JobState;
import dev.antibody.job.JobEvents;
import dev.antibody.training.stream.TrainerProbe.Point;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Commits what belongs together: a checkpoint with its step records, metrics and alerts, dead letters, and the group's
 * offset. The group's metadata fence a trainer that lost its partitions without having noticed.
 */
final class TrainerTransaction implements AutoCloseable {

    private final Producer<byte[], byte[]> producer;
    private final Supplier<ConsumerGroupMetadata> group;
    private final Serializer<SpecificRecord> serializer;
    private final CheckpointWriter checkpoints;
    private final TrainerProbe probe;

    /** Commits with a producer that has called initTransactions and stays the caller's. */
    TrainerTransaction(
            Producer<byte[], byte[]> producer,
            Supplier<ConsumerGroupMetadata> group,
            EventSerdes serdes,
            Signer signer,
            TrainerProbe probe) {
        this.producer = producer;
        this.group = group;
        this.serializer = serdes.serializer();
        this.checkpoints = new CheckpointWriter(producer, serdes, signer);
        this.probe = probe;
    }

    /**
     * Commits a checkpoint.
     *
     * @param trainer whose
     * @param position its manifest, but for the blob
     * @param outdated the checkpoint whose blob is not kept any more
     * @return the manifest as it is committed
     */
    CheckpointManifest commit(
            JobTrainer trainer,
            CheckpointManifest.Builder position,
            Optional<CheckpointManifest> outdated,
            List<DeadLetter> deadLetters,
            TopicPartition partition,
            OffsetAndMetadata offset) {
        String job = trainer.job().id();
        long version = trainer.nextVersion();
        return inTransaction(() -> {
            Blob blob = checkpoints.writeBlob(job, version, trainer.state());
            probe.reached(Point.BLOB_WRITTEN, job, version);
            CheckpointManifest manifest = checkpoints.writeManifest(position, blob);
            outdated.ifPresent(checkpoints::removeBlob);
            trainer.log().steps().forEach(step -> send(Topics.TRAINING_STEPS, job, step));
            if (!trainer.log().safety().isEmpty()) {
                send(
                        Topics.SAFETY_METRICS,
                        job,
                        trainer.log()
                                .safety()
                                .metrics(job, version, trainer.state().step()));
            }
            trainer.log().alerts().forEach(alert -> send(Topics.ALERTS, job, alert));
            if (manifest.getFinished()) {
                send(Topics.JOBS, job, JobEvents.toAvro(trainer.job().in(JobState.CLOSED)));
            }
            sendRest(deadLetters, partition, offset);
            probe.reached(Point.BEFORE_COMMIT, job, version);
            return manifest;
        });
    }

    /** Commits dead letters alone. */
    void commit(List<DeadLetter> deadLetters, TopicPartition partition, OffsetAndMetadata offset) {
        var unused = inTransaction(() -> {
            sendRest(deadLetters, partition, offset);
            return offset;
        });
    }

    @Override
    public void close() {
        checkpoints.close();
        serializer.close();
    }

    private void sendRest(List<DeadLetter> deadLetters, TopicPartition partition, OffsetAndMetadata offset) {
        for (DeadLetter letter : deadLetters) {
            var unused = producer.send(letter.toProducerRecord());
        }
        producer.sendOffsetsToTransaction(Map.of(partition, offset), group.get());
    }

    /** A record that cannot be sent fails the commit. */
    private void send(String topic, String key, SpecificRecord event) {
        var unused = producer.send(
                new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), serializer.serialize(topic, event)));
    }

    private <T> T inTransaction(Supplier<T> writes) {
        producer.beginTransaction();
        try {
            T written = writes.get();
            producer.commitTransaction();
            return written;
        } catch (RuntimeException e) {
            abort(e);
            throw e;
        }
    }

    /** An open transaction would hold back every reader until it times out; the next start would end it as well. */
    private void abort(RuntimeException cause) {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            cause.addSuppressed(e);
        }
    }
}
