package dev.antibody.scoring;

import dev.antibody.event.DeadLetterHeaders;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Dead letters of the scoring stage: bytes, key and headers as received, and {@link DeadLetterHeaders} beside them. */
final class DeadLetters {

    static final String STAGE = "scoring";

    private DeadLetters() {}

    static Record<byte @Nullable [], byte @Nullable []> of(ReceivedRecord received, String reason) {
        boolean fits = DeadLetterHeaders.fits(received.size());
        Headers headers = received.mutableHeaders();
        DeadLetterHeaders.mark(headers, STAGE, reason, fits, received.topic(), received.partition(), received.offset());
        return new Record<>(received.key(), fits ? received.value() : null, timestamp(received), headers);
    }

    private static long timestamp(ReceivedRecord received) {
        return Math.max(0, received.timestamp());
    }
}
