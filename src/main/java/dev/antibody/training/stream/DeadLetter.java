package dev.antibody.training.stream;

import dev.antibody.event.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record of the scored topic that cannot be trained on, with the reason: one line without sample text. It is written
 * as it came, with the headers that the scoring stage gives to its dead letters too.
 */
record DeadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {

    private static final String STAGE = "training";
    private static final String TOPIC_HEADER = "__streams.errors.topic";
    private static final String PARTITION_HEADER = "__streams.errors.partition";
    private static final String OFFSET_HEADER = "__streams.errors.offset";

    /** Below the dead-letter topic's max.message.bytes. */
    private static final int MOST_BYTES = 2_000_000;

    ProducerRecord<byte[], byte[]> toProducerRecord() {
        boolean fits = record.serializedValueSize() <= MOST_BYTES;
        Headers headers = new RecordHeaders(record.headers().toArray());
        set(headers, Topics.REASON_HEADER, fits ? reason : reason + " (the value was left out, see topic and offset)");
        set(headers, Topics.STAGE_HEADER, STAGE);
        set(headers, TOPIC_HEADER, record.topic());
        set(headers, PARTITION_HEADER, Integer.toString(record.partition()));
        set(headers, OFFSET_HEADER, Long.toString(record.offset()));
        return new ProducerRecord<>(
                Topics.DEAD_LETTER,
                null,
                Math.max(0, record.timestamp()),
                record.key(),
                fits ? record.value() : null,
                headers);
    }

    private static void set(Headers headers, String name, String value) {
        headers.remove(name).add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
