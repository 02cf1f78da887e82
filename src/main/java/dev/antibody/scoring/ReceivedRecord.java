package dev.antibody.scoring;

import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A record of the samples topic as it was received: what a dead letter repeats.
 *
 * @param timestamp of the record, in ms since 1970
 */
record ReceivedRecord(
        String topic,
        int partition,
        long offset,
        long timestamp,
        byte @Nullable [] key,
        byte @Nullable [] value,
        List<Header> headers) {

    ReceivedRecord {
        headers = List.copyOf(headers);
    }

    static ReceivedRecord of(Record<byte @Nullable [], byte @Nullable []> record, RecordMetadata metadata) {
        return new ReceivedRecord(
                metadata.topic(),
                metadata.partition(),
                metadata.offset(),
                record.timestamp(),
                record.key(),
                record.value(),
                List.of(record.headers().toArray()));
    }

    /** The last header of a name, if there is one with a value. */
    byte @Nullable [] header(String name) {
        Header last = mutableHeaders().lastHeader(name);
        return last == null ? null : last.value();
    }

    /** A copy of the headers. */
    Headers mutableHeaders() {
        return new RecordHeaders(headers.toArray(Header[]::new));
    }

    /** Bytes of key, value and headers. */
    long size() {
        long size = length(key) + length(value);
        for (Header header : headers) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    private static long length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
