package dev.antibody.training.stream;

import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.training.stream.TrainerCounters.Work;
import dev.antibody.training.stream.TrainerProbe.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What of a partition is committed, and how the next commit is put together. The group's offset moves with checkpoints
 * only; dead letters that are committed between two of them are told by the offset's metadata.
 */
final class PartitionCheckpoints {

    private final TopicPartition partition;
    private final TrainerTransaction transaction;
    private final OffsetLedger ledger;
    private final int kept;
    private final TrainerCounters counters;
    private final TrainerProbe probe;
    private final Map<String, NavigableMap<Long, CheckpointManifest>> manifests = new HashMap<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Set<String> foreign = new HashSet<>();
    private long resumeOffset;
    private long settled;

    /**
     * Goes on from what is committed.
     *
     * @param resumeOffset the group's offset
     * @param settled unusable records below this offset are dead letters already
     * @param committed manifests of all partitions
     * @param kept checkpoints of a job whose blobs are kept
     */
    PartitionCheckpoints(
            TopicPartition partition,
            TrainerTransaction transaction,
            long resumeOffset,
            long settled,
            List<CheckpointManifest> committed,
            int kept,
            TrainerCounters counters,
            TrainerProbe probe) {
        this.partition = partition;
        this.transaction = transaction;
        this.ledger = new OffsetLedger(resumeOffset);
        this.resumeOffset = resumeOffset;
        this.settled = settled;
        this.kept = kept;
        this.counters = counters;
        this.probe = probe;
        for (CheckpointManifest manifest : committed) {
            if (manifest.getPartition() == partition.partition()) {
                keep(manifest);
            } else {
                foreign.add(manifest.getJob());
            }
        }
    }

    OffsetLedger ledger() {
        return ledger;
    }

    /** Whether the job has checkpoints that belong to another partition, so that its order is broken here. */
    boolean isForeign(String job) {
        return foreign.contains(job);
    }

    /** Whether the job's last checkpoint is committed. */
    boolean isFinished(String job) {
        NavigableMap<Long, CheckpointManifest> versions = manifests.get(job);
        return versions != null && versions.lastEntry().getValue().getFinished();
    }

    /** Whether a sample at this offset is in the last checkpoint of a job that is finished. */
    boolean coversFinished(String job, long offset) {
        NavigableMap<Long, CheckpointManifest> versions = manifests.get(job);
        if (versions == null) {
            return false;
        }
        Long end = versions.lastEntry().getValue().getEndOffset();
        return end != null && offset < end;
    }

    /** A record becomes a dead letter with the next commit, if it is not one already. */
    void deadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
        if (record.offset() >= settled) {
            deadLetters.add(new DeadLetter(record, reason));
            counters.count(Work.DEAD_LETTER);
        }
    }

    boolean hasDeadLetters() {
        return !deadLetters.isEmpty();
    }

    /** Commits a checkpoint of a job, and with it everything else that waits for a commit. */
    void commit(JobTrainer trainer, boolean finished) {
        String job = trainer.job().id();
        long before = trainer.coveredBefore();
        long resume = ledger.resumeOffset(job, before, finished);
        CheckpointManifest.Builder position =
                trainer.manifest(finished).setPartition(partition.partition()).setResumeOffset(resume);
        CheckpointManifest manifest = transaction.commit(
                trainer,
                position,
                outdated(job, trainer.nextVersion()),
                deadLetters,
                partition,
                GroupOffset.committed(resume, ledger.position()));
        ledger.cover(job, before, finished);
        trainer.committed(manifest);
        resumeOffset = resume;
        committedDeadLetters();
        keep(manifest);
        counters.countCheckpoint(manifest.getVersion());
        probe.reached(Point.COMMITTED, job, manifest.getVersion());
    }

    /** Commits the dead letters without a checkpoint. */
    void commitDeadLetters() {
        transaction.commit(deadLetters, partition, GroupOffset.committed(resumeOffset, ledger.position()));
        committedDeadLetters();
    }

    /** What is not committed will be done again by somebody. */
    void discard() {
        deadLetters.forEach(letter -> counters.takeBack(Work.DEAD_LETTER));
    }

    private void committedDeadLetters() {
        settled = Math.max(settled, ledger.position());
        deadLetters.clear();
    }

    private Optional<CheckpointManifest> outdated(String job, long version) {
        NavigableMap<Long, CheckpointManifest> versions = manifests.get(job);
        return versions == null ? Optional.empty() : Optional.ofNullable(versions.get(version - kept));
    }

    private void keep(CheckpointManifest manifest) {
        NavigableMap<Long, CheckpointManifest> versions =
                manifests.computeIfAbsent(manifest.getJob(), unknown -> new TreeMap<>());
        versions.put(manifest.getVersion(), manifest);
        versions.headMap(versions.lastKey() - kept, false).clear();
    }
}
