package dev.antibody.event;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;

/** Confluent's serializer, narrowed to events. */
record EventSerializer<T extends SpecificRecord>(Serializer<Object> avro) implements Serializer<T> {

    @Override
    public byte[] serialize(String topic, T event) {
        return avro.serialize(topic, event);
    }

    @Override
    public byte[] serialize(String topic, Headers headers, T event) {
        return avro.serialize(topic, headers, event);
    }

    @Override
    public void close() {
        avro.close();
    }
}
