package dev.antibody.event;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads what a topic holds now, as one reads a table: compacted topics are the state of this system. */
public final class TopicReader {

    private static final Duration POLL = Duration.ofMillis(100);

    private TopicReader() {}

    /**
     * Settings of a consumer for {@link #readToEnd}: committed records only, no group, a short wait at the end of a
     * partition, which otherwise costs half a second per read.
     */
    public static Map<String, Object> settings(String bootstrapServers) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                50);
    }

    /**
     * Hands on every record up to the end as it is when the method is called. The first call with these partitions assigns
     * them and reads from their beginning; a later one goes on where the last one ended. While the broker is away it waits;
     * {@link Consumer#wakeup()} ends it.
     *
     * @param consumer with isolation level read_committed, whose end is in front of the first open transaction
     */
    public static <K, V> void readToEnd(
            Consumer<K, V> consumer,
            Collection<TopicPartition> partitions,
            java.util.function.Consumer<ConsumerRecord<K, V>> handler) {
        if (!consumer.assignment().equals(new HashSet<>(partitions))) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(handler);
        }
    }
}
