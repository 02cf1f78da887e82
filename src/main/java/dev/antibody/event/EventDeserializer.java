package dev.antibody.event;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Confluent's deserializer, narrowed to one event: another record on the topic is an error here, not a cast later on. */
record EventDeserializer<T extends SpecificRecord>(Class<T> type, Deserializer<Object> avro)
        implements Deserializer<T> {

    @Override
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        return narrow(topic, bytes == null ? null : avro.deserialize(topic, bytes));
    }

    @Override
    public @Nullable T deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
        return narrow(topic, bytes == null ? null : avro.deserialize(topic, headers, bytes));
    }

    private @Nullable T narrow(String topic, @Nullable Object record) {
        if (record == null) {
            return null;
        }
        if (!type.isInstance(record)) {
            throw new SerializationException("a record of topic " + topic + " is not a " + type.getSimpleName());
        }
        return type.cast(record);
    }

    @Override
    public void close() {
        avro.close();
    }
}
