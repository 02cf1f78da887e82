package dev.antibody.scoring;

import dev.antibody.event.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Dead letters: bytes, key and headers as received, and beside them our reason and stage and, under Kafka Streams' own
 * names, where the record came from.
 *
 * @see <a href="https://cwiki.apache.org/confluence/display/KAFKA/KIP-1034">KIP-1034: Dead letter queue in Kafka
 *     Streams</a>
 */
final class DeadLetters {

    static final String STAGE = "scoring";
    static final String TOPIC_HEADER = "__streams.errors.topic";
    static final String PARTITION_HEADER = "__streams.errors.partition";
    static final String OFFSET_HEADER = "__streams.errors.offset";

    /** Below the dead-letter topic's max.message.bytes, which is above the samples topic's. */
    private static final long MOST_BYTES = 2_000_000;

    private DeadLetters() {}

    static Record<byte @Nullable [], byte @Nullable []> of(ReceivedRecord received, String reason) {
        boolean fits = received.size() <= MOST_BYTES;
        Headers headers = received.mutableHeaders();
        set(headers, Topics.REASON_HEADER, fits ? reason : reason + " (the value was left out, see topic and offset)");
        set(headers, Topics.STAGE_HEADER, STAGE);
        set(headers, TOPIC_HEADER, received.topic());
        set(headers, PARTITION_HEADER, Integer.toString(received.partition()));
        set(headers, OFFSET_HEADER, Long.toString(received.offset()));
        return new Record<>(received.key(), fits ? received.value() : null, timestamp(received), headers);
    }

    /** A header with one value, also when the record is a dead letter that was sent again. */
    static void set(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private static long timestamp(ReceivedRecord received) {
        return Math.max(0, received.timestamp());
    }
}
