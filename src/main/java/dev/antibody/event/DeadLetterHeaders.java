package dev.antibody.event;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Headers;

/**
 * What every stage writes on a dead letter beside the record as it came: our reason and stage and, under Kafka Streams'
 * own names, where the record came from.
 *
 * @see <a href="https://cwiki.apache.org/confluence/display/KAFKA/KIP-1034">KIP-1034: Dead letter queue in Kafka
 *     Streams</a>
 */
public final class DeadLetterHeaders {

    private static final String TOPIC_HEADER = "__streams.errors.topic";
    private static final String PARTITION_HEADER = "__streams.errors.partition";
    private static final String OFFSET_HEADER = "__streams.errors.offset";

    /** Below the dead-letter topic's max.message.bytes, which is above the samples topic's. */
    private static final long MOST_BYTES = 2_000_000;

    private DeadLetterHeaders() {}

    /** Whether a dead letter has room for a value of so many bytes; one that does not fit is left out. */
    public static boolean fits(long bytes) {
        return bytes <= MOST_BYTES;
    }

    /**
     * Says why and where a record became a dead letter.
     *
     * @param headers of the record as it came
     * @param stage that gave up on it
     * @param reason one line without sample text
     * @param withValue whether the dead letter has the record's value
     */
    public static void mark(
            Headers headers, String stage, String reason, boolean withValue, String topic, int partition, long offset) {
        set(
                headers,
                Topics.REASON_HEADER,
                withValue ? reason : reason + " (the value was left out, see topic and offset)");
        set(headers, Topics.STAGE_HEADER, stage);
        set(headers, TOPIC_HEADER, topic);
        set(headers, PARTITION_HEADER, Integer.toString(partition));
        set(headers, OFFSET_HEADER, Long.toString(offset));
    }

    /** A header with one value, also when the record is a dead letter that was sent again. */
    public static void set(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
