package dev.antibody.training.stream;

import dev.antibody.event.avro.ScoredSample;
import dev.antibody.training.stream.JobOpening.Opening;
import dev.antibody.training.stream.JobOpening.Opening.Begun;
import dev.antibody.training.stream.JobOpening.Opening.Refused;
import dev.antibody.training.stream.ScoredRecord.Close;
import dev.antibody.training.stream.ScoredRecord.Scored;
import dev.antibody.training.stream.ScoredRecord.Unreadable;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains the jobs of one partition of the scored topic, record by record in its order. Whatever fails, the object is
 * thrown away and made again from what is committed.
 */
final class PartitionTrainer implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(PartitionTrainer.class);
    private static final Duration DEAD_LETTERS_WAIT = Duration.ofSeconds(1);

    private final PartitionCheckpoints checkpoints;
    private final OffsetLedger ledger;
    private final JobOpening jobs;
    private final ScoredRecordReader reader;
    private final Function<JobTrainer, FurtherEpochs> furtherEpochs;
    private final Duration linger;
    private final LongSupplier clock;
    private final Map<String, JobTrainer> trainers = new HashMap<>();
    private final Map<String, CloseControls> controls = new HashMap<>();
    private final Map<String, FurtherEpochs> closing = new LinkedHashMap<>();
    private final Map<String, Long> waitingSince = new HashMap<>();
    private long lettersSince;

    /**
     * Goes on from what is committed.
     *
     * @param resumed trainers of the jobs that have a checkpoint and are not finished
     * @param furtherEpochs makes the reader of a closed job's epochs behind the first
     * @param clock {@link System#nanoTime}
     */
    PartitionTrainer(
            PartitionCheckpoints checkpoints,
            List<JobTrainer> resumed,
            JobOpening jobs,
            ScoredRecordReader reader,
            Function<JobTrainer, FurtherEpochs> furtherEpochs,
            Duration linger,
            LongSupplier clock) {
        this.checkpoints = checkpoints;
        this.ledger = checkpoints.ledger();
        this.jobs = jobs;
        this.reader = reader;
        this.furtherEpochs = furtherEpochs;
        this.linger = linger;
        this.clock = clock;
        resumed.forEach(trainer -> trainers.put(trainer.job().id(), trainer));
    }

    /** Takes the next record. */
    void process(ConsumerRecord<byte[], byte[]> record) {
        ledger.advance(record.offset() + 1);
        ScoredRecord scored = reader.read(record);
        if (scored instanceof Scored sample) {
            take(record, sample.sample());
        } else if (scored instanceof Close close) {
            close(record, close);
        } else if (scored instanceof Unreadable unreadable) {
            deadLetter(record, unreadable.reason());
        }
    }

    /** Whether there is something to do even if no record comes. */
    boolean hasWork() {
        return !closing.isEmpty();
    }

    /** Takes one step of each job that is in a further epoch. */
    void work() {
        for (FurtherEpochs epochs : List.copyOf(closing.values())) {
            boolean more = epochs.step();
            if (!more) {
                epochs.close();
                closing.remove(epochs.trainer().job().id());
                finish(epochs.trainer());
            } else if (epochs.trainer().isCheckpointDue()) {
                checkpoints.commit(epochs.trainer(), false);
            }
        }
    }

    /**
     * To be called often: commits what has waited long enough.
     *
     * @param caughtUp whether every record that is there was taken; as long as more come, a micro-batch may fill
     */
    void tick(boolean caughtUp) {
        long now = clock.getAsLong();
        if (checkpoints.hasDeadLetters() && now - lettersSince >= DEAD_LETTERS_WAIT.toNanos()) {
            checkpoints.commitDeadLetters();
        }
        if (caughtUp) {
            for (Map.Entry<String, Long> waiting : Map.copyOf(waitingSince).entrySet()) {
                JobTrainer trainer = trainers.get(waiting.getKey());
                if (trainer != null && now - waiting.getValue() >= linger.toNanos()) {
                    // at once: where this micro-batch ends is not to be decided a second time
                    trainer.flush();
                    commit(trainer);
                }
            }
        }
    }

    /** Gives up what is not committed. */
    @Override
    public void close() {
        trainers.values().forEach(JobTrainer::discard);
        checkpoints.discard();
        closing.values().forEach(FurtherEpochs::close);
    }

    private void take(ConsumerRecord<byte[], byte[]> record, ScoredSample sample) {
        String job = sample.getJob();
        long offset = record.offset();
        if (checkpoints.coversFinished(job, offset)) {
            return;
        }
        if (checkpoints.isFinished(job)) {
            deadLetter(record, "job " + job + " is closed");
            return;
        }
        if (checkpoints.isForeign(job)) {
            deadLetter(record, "job " + job + " is trained in another partition");
            return;
        }
        Opening opening = find(job);
        if (opening instanceof Refused refused) {
            deadLetter(record, refused.reason());
            return;
        }
        JobTrainer trainer = ((Begun) opening).trainer();
        if (trainer.covers(offset)) {
            return;
        }
        if (trainer.isEndedBefore(offset)) {
            deadLetter(record, "job " + job + " is closed");
            return;
        }
        Optional<String> problem = trainer.take(offset, sample);
        if (problem.isPresent()) {
            deadLetter(record, problem.get());
            return;
        }
        ledger.take(job, offset);
        waitingSince.putIfAbsent(job, clock.getAsLong());
        if (trainer.isCheckpointDue()) {
            commit(trainer);
        }
    }

    private void close(ConsumerRecord<byte[], byte[]> record, Close close) {
        String job = close.job();
        if (checkpoints.isFinished(job) || checkpoints.isForeign(job)) {
            return;
        }
        Opening opening = find(job);
        if (opening instanceof Refused refused) {
            deadLetter(record, refused.reason());
            return;
        }
        JobTrainer trainer = ((Begun) opening).trainer();
        ledger.hold(job, record.offset());
        boolean complete = controls.computeIfAbsent(job, unknown -> new CloseControls())
                .add(close.partition(), close.partitions());
        if (complete && !closing.containsKey(job)) {
            waitingSince.remove(job);
            trainer.end(record.offset() + 1);
            if (trainer.isCheckpointDue() && trainer.hasFurtherEpochs()) {
                checkpoints.commit(trainer, false);
            }
            if (trainer.hasFurtherEpochs()) {
                closing.put(job, furtherEpochs.apply(trainer));
            } else {
                finish(trainer);
            }
        }
    }

    private void finish(JobTrainer trainer) {
        checkpoints.commit(trainer, true);
        String job = trainer.job().id();
        trainers.remove(job);
        controls.remove(job);
        LOGGER.atInfo()
                .addKeyValue("job", job)
                .addKeyValue("steps", trainer.state().step())
                .log("job closed, its last checkpoint is committed");
    }

    private void commit(JobTrainer trainer) {
        checkpoints.commit(trainer, false);
        waitingSince.remove(trainer.job().id());
    }

    private Opening find(String job) {
        JobTrainer known = trainers.get(job);
        if (known != null) {
            return new Begun(known);
        }
        Opening opening = jobs.begin(job);
        if (opening instanceof Begun begun) {
            trainers.put(job, begun.trainer());
        }
        return opening;
    }

    private void deadLetter(ConsumerRecord<byte[], byte[]> record, String reason) {
        if (!checkpoints.hasDeadLetters()) {
            lettersSince = clock.getAsLong();
        }
        checkpoints.deadLetter(record, reason);
    }
}
