package dev.antibody.event;

import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.serializers.AbstractKafkaSchemaSerDeConfig;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import io.confluent.kafka.serializers.subject.TopicNameStrategy;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Value serializers of the events: Confluent's Avro wire format (a zero byte, the schema's id in 4 bytes, the Avro body),
 * subject {@code <topic>-value}. Keys are plain UTF-8 strings and need nothing of this.
 *
 * <p>Immutable and safe for several threads; what it makes is as safe as Kafka says of serializers: one per client. Each
 * keeps its own cache of schema ids and must be closed with the client that uses it.
 */
public final class EventSerdes {

    private final Map<String, Object> config;

    /**
     * @param config settings of Confluent's serializers, passed on as they are; {@code schema.registry.url} is required.
     *     The subject naming and the specific reader are fixed here, as every consumer relies on them.
     */
    public EventSerdes(Map<String, ?> config) {
        TrustedEvents.install();
        Map<String, Object> settings = new HashMap<>();
        settings.put(SchemaRegistryClientConfig.MISSING_ID_CACHE_TTL_CONFIG, 10L);
        settings.putAll(config);
        settings.put(KafkaAvroDeserializerConfig.SPECIFIC_AVRO_READER_CONFIG, true);
        settings.put(AbstractKafkaSchemaSerDeConfig.VALUE_SUBJECT_NAME_STRATEGY, TopicNameStrategy.class);
        this.config = Map.copyOf(settings);
    }

    /**
     * With nothing but the registry's address.
     *
     * @param schemaRegistryUrl one or more http(s) URLs with commas, or {@code mock://scope} in unit tests
     */
    public static EventSerdes of(String schemaRegistryUrl) {
        return new EventSerdes(Map.of(AbstractKafkaSchemaSerDeConfig.SCHEMA_REGISTRY_URL_CONFIG, schemaRegistryUrl));
    }

    /** Writes any event; null stays null. The schema is registered when the registry does not know it. */
    public <T extends SpecificRecord> Serializer<T> serializer() {
        KafkaAvroSerializer avro = new KafkaAvroSerializer();
        avro.configure(config, false);
        return new EventSerializer<>(avro);
    }

    /**
     * Reads events of one type, written with any compatible version of its schema; null stays null.
     *
     * <p>It throws {@link org.apache.kafka.common.errors.SerializationException} when the bytes are not such an event;
     * {@link RegistryOutage#isCauseOf} tells whether waiting would help.
     */
    public <T extends SpecificRecord> Deserializer<T> deserializer(Class<T> type) {
        KafkaAvroDeserializer avro = new KafkaAvroDeserializer();
        avro.configure(config, false);
        return new EventDeserializer<>(type, avro);
    }

    /** Both, for Kafka Streams. */
    public <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
        return Serdes.serdeFrom(serializer(), deserializer(type));
    }
}
