package dev.antibody.training.stream;

import dev.antibody.event.RegistryOutage;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.training.stream.ScoredRecord.Close;
import dev.antibody.training.stream.ScoredRecord.Scored;
import dev.antibody.training.stream.ScoredRecord.Unreadable;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;

/** Says what a record of the scored topic is. Whatever its bytes are, there is an answer. Not thread-safe. */
final class ScoredRecordReader implements AutoCloseable {

    private final Deserializer<ScoredSample> deserializer;

    ScoredRecordReader(Deserializer<ScoredSample> deserializer) {
        this.deserializer = deserializer;
    }

    /**
     * Reads a record.
     *
     * @throws TimeoutException if the schema registry does not answer; that says nothing about the record
     */
    ScoredRecord read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null || record.value().length == 0) {
            return control(record);
        }
        try {
            return new Scored(deserializer.deserialize(record.topic(), record.headers(), record.value()));
        } catch (RuntimeException e) {
            if (RegistryOutage.isCauseOf(e)) {
                throw new TimeoutException("the schema registry does not answer", e);
            }
            return new Unreadable("not a scored sample in Confluent's wire format");
        }
    }

    @Override
    public void close() {
        deserializer.close();
    }

    private static ScoredRecord control(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null || !header(record, Topics.CONTROL_HEADER).equals(Topics.CONTROL_CLOSE)) {
            return new Unreadable("empty value without the header " + Topics.CONTROL_HEADER);
        }
        int partition = number(header(record, Topics.PARTITION_HEADER));
        int partitions = number(header(record, Topics.PARTITIONS_HEADER));
        if (partition < 0 || partition >= partitions) {
            return new Unreadable("control record without the headers " + Topics.PARTITION_HEADER + " and "
                    + Topics.PARTITIONS_HEADER);
        }
        return new Close(new String(record.key(), StandardCharsets.UTF_8), partition, partitions);
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,8}") ? Integer.parseInt(text) : -1;
    }
}
