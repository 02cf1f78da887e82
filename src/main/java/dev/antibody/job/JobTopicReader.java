package dev.antibody.job;

import dev.antibody.event.RegistryOutage;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Job;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the jobs topic from its beginning, and from then on what was added to it. Not thread-safe; whoever calls it
 * handles a broker or registry that is away, and may then simply call again.
 */
final class JobTopicReader {

    private static final Logger LOGGER = LoggerFactory.getLogger(JobTopicReader.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<String, byte[]> consumer;
    private final Deserializer<Job> deserializer;
    private final Map<String, JobDefinition> jobs = new HashMap<>();

    JobTopicReader(Consumer<String, byte[]> consumer, Deserializer<Job> deserializer) {
        this.consumer = consumer;
        this.deserializer = deserializer;
    }

    /** The jobs as read so far. */
    Map<String, JobDefinition> jobs() {
        return jobs;
    }

    /**
     * Reads on until every partition's position has reached its end.
     *
     * @param ends how to ask for the partitions' ends
     * @param deadline {@link System#nanoTime} after which to give up
     * @throws TimeoutException if the end was not reached in time
     */
    void readTo(Function<List<TopicPartition>, Map<TopicPartition, Long>> ends, long deadline) {
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> targets = ends.apply(partitions);
        while (targets.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            takeAll(consumer.poll(POLL).iterator());
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("the end of " + Topics.JOBS + " was not reached");
            }
        }
    }

    private List<TopicPartition> partitions() {
        if (consumer.assignment().isEmpty()) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.JOBS).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            if (partitions.isEmpty()) {
                throw new TimeoutException("there is no topic " + Topics.JOBS + " yet");
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
        }
        return List.copyOf(consumer.assignment());
    }

    private void takeAll(Iterator<ConsumerRecord<String, byte[]>> polled) {
        while (polled.hasNext()) {
            ConsumerRecord<String, byte[]> changed = polled.next();
            try {
                take(changed);
            } catch (TimeoutException e) {
                giveBack(changed, polled);
                throw e;
            }
        }
    }

    /** The consumer's position is behind all that it polled: what was not taken would not come again by itself. */
    private void giveBack(ConsumerRecord<String, byte[]> failed, Iterator<ConsumerRecord<String, byte[]>> rest) {
        Map<TopicPartition, Long> firstNotTaken = new HashMap<>();
        firstNotTaken.put(partition(failed), failed.offset());
        rest.forEachRemaining(changed -> firstNotTaken.putIfAbsent(partition(changed), changed.offset()));
        firstNotTaken.forEach(consumer::seek);
    }

    private static TopicPartition partition(ConsumerRecord<String, byte[]> changed) {
        return new TopicPartition(changed.topic(), changed.partition());
    }

    private void take(ConsumerRecord<String, byte[]> changed) {
        if (changed.key() == null) {
            skip(changed);
        } else if (changed.value() == null) {
            jobs.remove(changed.key());
        } else {
            try {
                Job job = deserializer.deserialize(changed.topic(), changed.headers(), changed.value());
                jobs.put(changed.key(), JobEvents.fromAvro(job));
            } catch (RuntimeException e) {
                if (RegistryOutage.isCauseOf(e)) {
                    throw new TimeoutException("the schema registry does not answer", e);
                }
                skip(changed);
            }
        }
    }

    private static void skip(ConsumerRecord<String, byte[]> record) {
        LOGGER.atWarn()
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .log("left out a record of the jobs topic that is no valid job");
    }
}
