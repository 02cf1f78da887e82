package dev.antibody.training.stream;

import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.checkpoint.ReferenceCheckpoint;
import dev.antibody.event.avro.CheckpointManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over a partition. The order matters: first whatever a predecessor had open is settled, by initTransactions for
 * the same instance and by the group's offset, which the brokers do not tell while a transaction on it is open; only then
 * do the manifests say the final truth.
 */
final class PartitionStart {

    private static final Logger LOGGER = LoggerFactory.getLogger(PartitionStart.class);

    private final Consumer<byte[], byte[]> consumer;
    private final CheckpointReader checkpoints;
    private final JobOpening jobs;
    private final ScoredRecordReader reader;
    private final TrainerTransaction transaction;
    private final Function<TopicPartition, Function<JobTrainer, FurtherEpochs>> furtherEpochs;
    private final StreamTrainerSettings settings;
    private final TrainerCounters counters;
    private final TrainerProbe probe;

    PartitionStart(
            Consumer<byte[], byte[]> consumer,
            CheckpointReader checkpoints,
            JobOpening jobs,
            ScoredRecordReader reader,
            TrainerTransaction transaction,
            Function<TopicPartition, Function<JobTrainer, FurtherEpochs>> furtherEpochs,
            StreamTrainerSettings settings,
            TrainerCounters counters,
            TrainerProbe probe) {
        this.consumer = consumer;
        this.checkpoints = checkpoints;
        this.jobs = jobs;
        this.reader = reader;
        this.transaction = transaction;
        this.furtherEpochs = furtherEpochs;
        this.settings = settings;
        this.counters = counters;
        this.probe = probe;
    }

    /**
     * Makes the partition's trainer from what is committed and seeks to where it has to read on.
     *
     * @throws CheckpointException if offsets and manifests contradict one another, or a checkpoint is refused
     */
    PartitionTrainer take(TopicPartition partition) {
        OffsetAndMetadata group = consumer.committed(Set.of(partition)).get(partition);
        List<CheckpointManifest> manifests = checkpoints.list(null).stream()
                .filter(manifest -> !ReferenceCheckpoint.is(manifest)) // no retention, no position
                .toList();
        Map<String, CheckpointManifest> newest = new TreeMap<>();
        manifests.stream()
                .filter(manifest -> manifest.getPartition() == partition.partition())
                .forEach(manifest -> newest.put(manifest.getJob(), manifest)); // they come by version
        GroupOffset start = GroupOffset.of(partition, group, newest.values());
        List<JobTrainer> resumed = new ArrayList<>();
        for (CheckpointManifest manifest : newest.values()) {
            if (!manifest.getFinished()) {
                jobs.resume(manifest).ifPresent(resumed::add);
            }
        }
        long resume = seek(partition, start);
        LOGGER.atInfo()
                .addKeyValue("partition", partition.partition())
                .addKeyValue("offset", resume)
                .addKeyValue("jobs", resumed.size())
                .log("trainer goes on");
        return new PartitionTrainer(
                new PartitionCheckpoints(
                        partition,
                        transaction,
                        resume,
                        start.settled(),
                        manifests,
                        settings.keptCheckpoints(),
                        counters,
                        probe),
                resumed,
                jobs,
                reader,
                furtherEpochs.apply(partition),
                settings.linger(),
                System::nanoTime);
    }

    private long seek(TopicPartition partition, GroupOffset start) {
        long beginning = consumer.beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L);
        long resume = start.resume().orElse(beginning);
        if (resume < beginning) {
            LOGGER.atWarn()
                    .addKeyValue("partition", partition.partition())
                    .addKeyValue("from", resume)
                    .addKeyValue("to", beginning)
                    .log("scored samples were deleted by retention before they were trained on");
        }
        // the brokers may have deleted what is below; the group's offset stays as it was committed
        consumer.seek(partition, Math.max(resume, beginning));
        return resume;
    }
}
