package dev.antibody.training.stream;

import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.checkpoint.CommittedReferences;
import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Job;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.JobDirectory;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.LanguageModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trainer's life between two failures: one consumer, one producer, and the partitions that the group gives to it. After
 * anything that goes wrong it is closed, and another one starts from what is committed. One thread uses it, but for
 * {@link #isReady} and {@link #wakeup}.
 */
final class TrainerSession implements AutoCloseable, ConsumerRebalanceListener {

    private static final Logger LOGGER = LoggerFactory.getLogger(TrainerSession.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final ScoredRecordReader reader;
    private final JobDirectory jobs;
    private final CheckpointReader checkpoints;
    private final TrainerTransaction transaction;
    private final PartitionStart start;
    private final BooleanSupplier stopping;
    /** Closes what is open, the producer first: it ends an open transaction, and then the consumer leaves the group. */
    private final List<Runnable> opened = new ArrayList<>();

    private final Map<TopicPartition, PartitionTrainer> partitions = new HashMap<>();
    private final Set<TopicPartition> assigned = new LinkedHashSet<>();
    private volatile boolean ready;
    private boolean joined;

    /** What a trainer is made of, the same in every session. */
    record Parts(
            LanguageModel model,
            RefusalTemplates templates,
            Map<String, Object> clientConfig,
            EventSerdes serdes,
            SigningKeys keys,
            StreamTrainerSettings settings,
            TrainerCounters counters,
            TrainerProbe probe) {}

    TrainerSession(Parts parts, BooleanSupplier stopping) {
        Map<String, Object> clientConfig = parts.clientConfig();
        EventSerdes serdes = parts.serdes();
        String instance = parts.settings().instance();
        this.stopping = stopping;
        try {
            this.producer = TrainerClients.producer(clientConfig, instance);
            opened.add(() -> producer.close(CLOSE_WITHIN));
            this.consumer = TrainerClients.groupConsumer(clientConfig, instance);
            opened.add(() -> consumer.close(CloseOptions.timeout(CLOSE_WITHIN)
                    .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)));
            this.reader = new ScoredRecordReader(serdes.deserializer(ScoredSample.class));
            opened.add(reader::close);
            this.jobs = JobDirectory.open(clientConfig, serdes.deserializer(Job.class));
            opened.add(jobs::close);
            this.checkpoints = CheckpointReader.open(clientConfig, serdes);
            opened.add(checkpoints::close);
            this.transaction = new TrainerTransaction(
                    producer, consumer::groupMetadata, serdes, parts.keys().signer(), parts.probe());
            opened.add(transaction::close);
        } catch (RuntimeException e) {
            closeAll(opened); // the next session opens its own
            throw e;
        }
        JobOpening opening = new JobOpening(
                parts.model(),
                parts.templates(),
                jobs,
                new CommittedReferences(
                        parts.model(),
                        parts.templates(),
                        checkpoints,
                        parts.keys().verifier()),
                manifest -> checkpoints.load(manifest, parts.keys().verifier()),
                parts.counters(),
                parts.probe());
        this.start = new PartitionStart(
                consumer,
                checkpoints,
                opening,
                reader,
                transaction,
                partition -> trainer -> new FurtherEpochs(
                        trainer, partition, TrainerClients.replayConsumer(clientConfig), reader, stopping),
                parts.settings(),
                parts.counters(),
                parts.probe());
    }

    /** Trains until told to stop, or until something fails. */
    void run() {
        producer.initTransactions();
        consumer.subscribe(List.of(Topics.SCORED), this);
        while (!stopping.getAsBoolean()) {
            boolean busy = partitions.values().stream().anyMatch(PartitionTrainer::hasWork);
            ConsumerRecords<byte[], byte[]> records = consumer.poll(busy ? Duration.ZERO : POLL);
            Set<TopicPartition> fresh = takeAssigned();
            for (TopicPartition partition : records.partitions()) {
                // a partition that was just taken over is read again from where its checkpoints stand
                if (!fresh.contains(partition)) {
                    process(partition, records.records(partition));
                }
            }
            partitions.forEach((partition, trainer) -> {
                trainer.work();
                trainer.tick(consumer.currentLag(partition).orElse(1) == 0);
            });
            ready = joined;
        }
    }

    /** Whether the group has given this trainer its partitions, perhaps none, and it reads them. */
    boolean isReady() {
        return ready;
    }

    /** Ends a wait for records; may be called by any thread. */
    void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> newPartitions) {
        assigned.addAll(newPartitions);
        joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> oldPartitions) {
        for (TopicPartition partition : oldPartitions) {
            assigned.remove(partition);
            PartitionTrainer trainer = partitions.remove(partition);
            if (trainer != null) {
                trainer.close();
            }
        }
    }

    @Override
    public void close() {
        ready = false;
        boolean interrupted = Thread.interrupted(); // or the clients would not even say goodbye
        List<Runnable> closings = new ArrayList<>();
        partitions.values().forEach(trainer -> closings.add(trainer::close));
        partitions.clear(); // leaving the group revokes them
        closings.addAll(opened);
        closeAll(closings);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeAll(List<Runnable> closings) {
        for (Runnable closing : closings) {
            try {
                closing.run();
            } catch (KafkaException e) {
                LOGGER.atDebug().setCause(e).log("a client did not close in order");
            }
        }
    }

    private Set<TopicPartition> takeAssigned() {
        Set<TopicPartition> fresh = Set.copyOf(assigned);
        for (TopicPartition partition : fresh) {
            partitions.put(partition, start.take(partition));
            assigned.remove(partition);
        }
        return fresh;
    }

    private void process(TopicPartition partition, List<ConsumerRecord<byte[], byte[]>> records) {
        PartitionTrainer trainer = partitions.get(partition);
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (trainer != null && !stopping.getAsBoolean()) {
                trainer.process(record);
            }
        }
    }
}
