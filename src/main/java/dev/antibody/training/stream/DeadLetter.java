package dev.antibody.training.stream;

import dev.antibody.event.DeadLetterHeaders;
import dev.antibody.event.Topics;
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

    ProducerRecord<byte[], byte[]> toProducerRecord() {
        boolean fits = DeadLetterHeaders.fits(record.serializedValueSize());
        Headers headers = new RecordHeaders(record.headers().toArray());
        DeadLetterHeaders.mark(headers, STAGE, reason, fits, record.topic(), record.partition(), record.offset());
        return new ProducerRecord<>(
                Topics.DEAD_LETTER,
                null,
                Math.max(0, record.timestamp()),
                record.key(),
                fits ? record.value() : null,
                headers);
    }
}
