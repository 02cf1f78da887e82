package dev.antibody.app.demo;

import dev.antibody.app.stream.Cluster;
import dev.antibody.event.TopicReader;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.SampleWeight;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.event.avro.TrainingStep;
import dev.antibody.job.JobDefinition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What the topics hold of a job once it is closed. They and not a node's counters are exact.
 *
 * @param scored in the order of training
 * @param quarantined ids on the topic of quarantined samples
 * @param trained ids with a weight in a step that updated the adapter
 * @param deadLettered records that became dead letters since the job was created
 * @param steps micro-batches
 */
record JobRecords(
        List<ScoredSample> scored, Set<String> quarantined, Set<String> trained, int deadLettered, int steps) {

    /** Reads them all. */
    static JobRecords read(Cluster cluster, JobDefinition job) {
        List<ScoredSample> scored = new ArrayList<>();
        events(cluster, Topics.SCORED, ScoredSample.class, job, scored::add);
        Set<String> quarantined = new HashSet<>();
        events(cluster, Topics.QUARANTINED, ScoredSample.class, job, sample -> quarantined.add(sample.getId()));
        List<TrainingStep> steps = new ArrayList<>();
        events(cluster, Topics.TRAINING_STEPS, TrainingStep.class, job, steps::add);
        Set<String> trained = new HashSet<>();
        for (TrainingStep step : steps) {
            step.getSamples().stream()
                    .filter(sample -> step.getUpdated() && sample.getWeight() > 0)
                    .map(SampleWeight::getId)
                    .forEach(trained::add);
        }
        List<Long> dead = new ArrayList<>();
        read(cluster, Topics.DEAD_LETTER, new ByteArrayDeserializer(), record -> {
            if (record.timestamp() >= job.createdAt().toEpochMilli()) {
                dead.add(record.offset());
            }
        });
        return new JobRecords(scored, quarantined, trained, dead.size(), steps.size());
    }

    private static <T extends SpecificRecord> void events(
            Cluster cluster, String topic, Class<T> type, JobDefinition job, Consumer<T> events) {
        Deserializer<T> values = cluster.serdes().deserializer(type);
        read(cluster, topic, values, record -> {
            // a control record has the job as its key and no value
            if (job.id().equals(record.key()) && record.value() != null) {
                events.accept(record.value());
            }
        });
    }

    private static <T> void read(
            Cluster cluster,
            String topic,
            Deserializer<T> values,
            Consumer<ConsumerRecord<@Nullable String, T>> records) {
        try (KafkaConsumer<@Nullable String, T> consumer = new KafkaConsumer<>(
                TopicReader.settings(cluster.endpoints().bootstrapServers()), new StringDeserializer(), values)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            TopicReader.readToEnd(consumer, partitions, records);
        }
    }
}
