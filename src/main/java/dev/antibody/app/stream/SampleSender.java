package dev.antibody.app.stream;

import dev.antibody.event.Topics;
import dev.antibody.event.avro.Sample;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Sends samples. What is sent with one key keeps its order. */
public final class SampleSender implements AutoCloseable {

    private final Producer<String, Sample> producer;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    private SampleSender(Producer<String, Sample> producer) {
        this.producer = producer;
    }

    /** Connects. */
    public static SampleSender open(Cluster cluster) {
        Map<String, Object> config = new HashMap<>(cluster.clientConfig());
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 5);
        return new SampleSender(new KafkaProducer<>(
                config, new StringSerializer(), cluster.serdes().serializer()));
    }

    /**
     * Sends a sample without waiting for the brokers.
     *
     * @param offsets gets the record's offset when the brokers have it, on the producer's thread
     * @throws KafkaException if an earlier one could not be sent
     */
    public void send(String key, Sample sample, LongConsumer offsets) {
        check();
        // the callback keeps what the future would say
        var unused = producer.send(new ProducerRecord<>(Topics.SAMPLES, key, sample), (metadata, exception) -> {
            if (exception == null) {
                offsets.accept(metadata.offset());
            } else {
                failure.compareAndSet(null, exception);
            }
        });
    }

    /**
     * Waits until the brokers have all that was sent.
     *
     * @throws KafkaException if one of the samples could not be sent
     */
    public void flush() {
        producer.flush();
        check();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }

    private void check() {
        Exception cause = failure.get();
        if (cause != null) {
            throw new KafkaException("a sample could not be sent: " + cause.getMessage(), cause);
        }
    }
}
