package dev.antibody.embedded;

import dev.antibody.event.TopicCreation;
import dev.antibody.event.TopicReader;
import dev.antibody.event.TopicSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The compacted topic {@code _schemas}, which is the registry's whole memory. Not safe for several threads: its owner
 * serializes the calls.
 */
final class SchemaLog implements AutoCloseable {

    private static final String TOPIC = "_schemas";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final TopicSpec SPEC =
            new TopicSpec(TOPIC, 1, OptionalInt.empty(), Map.of("cleanup.policy", "compact"));

    private final Producer<String, String> producer;
    private final Consumer<String, String> consumer;

    private SchemaLog(Producer<String, String> producer, Consumer<String, String> consumer) {
        this.producer = producer;
        this.consumer = consumer;
    }

    static SchemaLog open(String bootstrapServers) {
        Map<String, Object> broker = Map.of("bootstrap.servers", bootstrapServers);
        try (Admin admin = Admin.create(broker)) {
            TopicCreation.ensure(admin, List.of(SPEC));
        }
        Map<String, Object> producing = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ProducerConfig.ACKS_CONFIG, "all",
                ProducerConfig.LINGER_MS_CONFIG, 0,
                // a client waits for the answer: rather an error than two minutes of silence
                ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000,
                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000,
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        Map<String, Object> consuming = new HashMap<>(TopicReader.settings(bootstrapServers));
        consuming.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        return new SchemaLog(
                new KafkaProducer<>(producing, new StringSerializer(), new StringSerializer()),
                new KafkaConsumer<>(consuming, new StringDeserializer(), new StringDeserializer()));
    }

    /** Hands on what was appended since the last call, by whomever. */
    void replay(java.util.function.Consumer<ConsumerRecord<String, String>> handler) {
        TopicReader.readToEnd(consumer, List.of(PARTITION), handler);
    }

    /**
     * Returns when the broker has the record.
     *
     * @throws KafkaException when it is not known to have it; it may come up in a later replay all the same
     */
    void append(String key, String value) {
        try {
            producer.send(new ProducerRecord<>(TOPIC, PARTITION.partition(), key, value))
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        } catch (ExecutionException e) {
            throw new KafkaException(e.getCause());
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        consumer.close();
    }
}
