package dev.antibody.scoring;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The batch that is being collected, on the heap for scoring and in a logged store for the case of a crash: Streams
 * commits the offsets of everything that was handed over, scored or not, so a buffer on the heap alone loses samples.
 *
 * <p>The store's keys are slots, 0 and up, used again by each batch. With caching on, a slot that is filled and emptied
 * between two commits never reaches the changelog. The store lies on the disk, as Kafka Streams keeps its process id, and
 * with it the name of its transactions, for topologies with such a store only ({@link ScoringStage}).
 */
final class SampleBuffer {

    private final KeyValueStore<Integer, ReceivedRecord> slots;
    private final List<Entry> entries = new ArrayList<>();

    /** A record and what it was read as. */
    record Entry(ReceivedRecord received, ReadResult result) {}

    /**
     * Takes over what the store holds from before.
     *
     * @param reader what a stored record is read with again
     */
    SampleBuffer(KeyValueStore<Integer, ReceivedRecord> slots, Function<ReceivedRecord, ReadResult> reader) {
        this.slots = slots;
        List<ReceivedRecord> stored = new ArrayList<>();
        try (KeyValueIterator<Integer, ReceivedRecord> all = slots.all()) {
            while (all.hasNext()) {
                KeyValue<Integer, ReceivedRecord> slot = all.next();
                stored.add(slot.value);
            }
        }
        stored.forEach(received -> entries.add(new Entry(received, reader.apply(received))));
    }

    void add(ReceivedRecord received, ReadResult.Accepted result) {
        slots.put(entries.size(), received);
        entries.add(new Entry(received, result));
    }

    int size() {
        return entries.size();
    }

    /** The batch in order of arrival. */
    List<Entry> entries() {
        return List.copyOf(entries);
    }

    void clear() {
        for (int slot = 0; slot < entries.size(); slot++) {
            slots.delete(slot);
        }
        entries.clear();
    }
}
