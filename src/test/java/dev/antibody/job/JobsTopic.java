package dev.antibody.job;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Job;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** The jobs topic in memory, with a consumer that, unlike Kafka's mock alone, gives a record again after a seek. */
final class JobsTopic extends MockConsumer<String, byte[]> {

    private static final EventSerdes SERDES = EventSerdes.of("mock://jobs-topic");

    private final Serializer<Job> serializer = SERDES.serializer();
    private final List<ConsumerRecord<String, byte[]>> log = new ArrayList<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private boolean away;

    JobsTopic(int partitions) {
        super("earliest");
        updatePartitions(
                Topics.JOBS,
                IntStream.range(0, partitions)
                        .mapToObj(i -> new PartitionInfo(Topics.JOBS, i, Node.noNode(), new Node[0], new Node[0]))
                        .toList());
        for (int i = 0; i < partitions; i++) {
            ends.put(new TopicPartition(Topics.JOBS, i), 0L);
        }
        updateEndOffsets(ends);
        updateBeginningOffsets(ends);
    }

    /** Reads what {@link #write} wrote. */
    static Deserializer<Job> deserializer() {
        return SERDES.deserializer(Job.class);
    }

    /** Appends the job's state. */
    void write(int partition, JobDefinition job) {
        append(partition, job.id(), serializer.serialize(Topics.JOBS, JobEvents.toAvro(job)));
    }

    /** Appends any record. */
    void append(int partition, @Nullable String key, byte @Nullable [] value) {
        long offset = ends.merge(new TopicPartition(Topics.JOBS, partition), 1L, Long::sum) - 1;
        log.add(new ConsumerRecord<>(Topics.JOBS, partition, offset, key, value));
        updateEndOffsets(ends);
    }

    /** Ends as an admin client tells them. */
    Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        if (away) {
            throw new TimeoutException("the broker does not answer");
        }
        return Map.copyOf(ends);
    }

    /** From now on the broker does not answer, or again. */
    void setAway(boolean isAway) {
        away = isAway;
    }

    @Override
    public synchronized Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
        return ends(List.copyOf(partitions));
    }

    @Override
    public synchronized ConsumerRecords<String, byte[]> poll(Duration timeout) {
        log.forEach(this::addRecord); // those in front of the position are left out
        return super.poll(timeout);
    }
}
