package dev.antibody.training.stream;

import dev.antibody.event.avro.ScoredSample;
import dev.antibody.training.stream.ScoredRecord.Scored;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * The epochs of a closed job behind the first one: reads its samples again from the scored topic, with a consumer of its
 * own, and takes one step at a time, so that the other jobs of the partition are not kept waiting.
 */
final class FurtherEpochs implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final JobTrainer trainer;
    private final TopicPartition partition;
    private final Consumer<byte[], byte[]> consumer;
    private final ScoredRecordReader reader;
    private final BooleanSupplier stopping;
    private final Deque<Entry> read = new ArrayDeque<>();
    private boolean positioned;

    private record Entry(long offset, ScoredSample sample) {}

    /**
     * Takes up where the trainer stands.
     *
     * @param consumer read_committed and without a group; is closed with this
     */
    FurtherEpochs(
            JobTrainer trainer,
            TopicPartition partition,
            Consumer<byte[], byte[]> consumer,
            ScoredRecordReader reader,
            BooleanSupplier stopping) {
        this.trainer = trainer;
        this.partition = partition;
        this.consumer = consumer;
        this.reader = reader;
        this.stopping = stopping;
        consumer.assign(List.of(partition));
    }

    JobTrainer trainer() {
        return trainer;
    }

    /**
     * Takes the next step.
     *
     * @return whether that was not the last one
     */
    boolean step() {
        if (trainer.epoch() == 0) {
            return trainer.startNextEpoch();
        }
        long before = trainer.state().step();
        while (trainer.state().step() == before) {
            Entry next = next();
            if (next == null) {
                trainer.flush();
                positioned = false;
                return trainer.startNextEpoch();
            }
            // what cannot be trained on became a dead letter in the first epoch
            var unused = trainer.take(next.offset(), next.sample());
        }
        return true;
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }

    private @Nullable Entry next() {
        Long end = trainer.endOffset();
        if (!positioned) {
            consumer.seek(partition, trainer.nextOffset());
            read.clear();
            positioned = true;
        }
        while (read.isEmpty() && end != null && consumer.position(partition) < end) {
            if (stopping.getAsBoolean()) {
                throw new WakeupException();
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end
                        && reader.read(record) instanceof Scored scored
                        && scored.sample().getJob().equals(trainer.job().id())) {
                    read.add(new Entry(record.offset(), scored.sample()));
                }
            }
        }
        return read.pollFirst();
    }
}
