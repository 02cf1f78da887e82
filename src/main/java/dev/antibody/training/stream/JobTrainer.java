package dev.antibody.training.stream;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.TrainingState;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobEncoder;
import dev.antibody.lm.ModelException;
import dev.antibody.training.StepResult;
import dev.antibody.training.StepRunner;
import dev.antibody.training.TrainingSample;
import dev.antibody.training.stream.TrainerProbe.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One job's training: its state, its partial micro-batch, and what its steps since the last checkpoint did. Knows offsets
 * but no Kafka. What it computes is a function of the last checkpoint and the samples that it is given, so that doing it
 * again after a crash gives the same bits.
 */
final class JobTrainer {

    private static final long UNKNOWN = -1;

    private final JobDefinition job;
    private final String fingerprint;
    private final StepRunner runner;
    private final JobEncoder encoder;
    private final TrainerCounters counters;
    private final TrainerProbe probe;
    private final List<PendingSample> batch = new ArrayList<>();
    private StepLog log;
    private TrainingState state;
    private @Nullable CheckpointManifest last;
    private int epoch;
    private long firstOffset = UNKNOWN;
    private long nextOffset = UNKNOWN;
    private @Nullable Long endOffset;
    private double loss;
    private long trained;
    private long quarantined;

    /**
     * Goes on where a checkpoint ends.
     *
     * @param fingerprint what its checkpoints are bound to
     * @param state before the next step
     * @param last the checkpoint that the state is from; null before the first
     */
    JobTrainer(
            JobDefinition job,
            String fingerprint,
            StepRunner runner,
            JobEncoder encoder,
            TrainingState state,
            @Nullable CheckpointManifest last,
            TrainerCounters counters,
            TrainerProbe probe) {
        this.job = job;
        this.fingerprint = fingerprint;
        this.runner = runner;
        this.encoder = encoder;
        this.state = state;
        this.last = last;
        this.counters = counters;
        this.probe = probe;
        this.log = new StepLog(job.id(), job.settings().learningRate());
        if (last != null) {
            epoch = last.getEpoch();
            firstOffset = last.getFirstOffset();
            nextOffset = last.getNextOffset();
            endOffset = last.getEndOffset();
            loss = last.getLoss();
            trained = last.getSamplesTrained();
            quarantined = last.getSamplesQuarantined();
        }
    }

    JobDefinition job() {
        return job;
    }

    /** Whether the last checkpoint holds the sample at this offset, as far as the first epoch goes. */
    boolean covers(long offset) {
        CheckpointManifest checkpoint = last;
        if (checkpoint == null) {
            return false;
        }
        Long end = checkpoint.getEndOffset();
        return offset < checkpoint.getNextOffset() || (checkpoint.getEpoch() > 0 && end != null && offset < end);
    }

    /** Whether the job was at its end before this offset. */
    boolean isEndedBefore(long offset) {
        return endOffset != null && offset >= endOffset;
    }

    /**
     * Adds a sample to the micro-batch, and takes the step when that is full.
     *
     * @return why the sample cannot be trained on, if so: one line without sample text
     */
    Optional<String> take(long offset, ScoredSample sample) {
        PendingSample pending;
        try {
            pending = PendingSample.of(
                    offset,
                    sample,
                    encoder.encode(sample.getId(), sample.getSystem(), sample.getPrompt(), sample.getResponse())
                            .tree());
        } catch (ModelException | IllegalArgumentException e) {
            return Optional.of(
                    "it cannot be encoded for the model: " + e.getClass().getName());
        }
        if (firstOffset == UNKNOWN) {
            firstOffset = offset;
            nextOffset = offset;
        }
        batch.add(pending);
        probe.reached(Point.SAMPLE_TAKEN, job.id(), offset);
        if (batch.size() >= job.settings().batchSize()) {
            step();
        }
        return Optional.empty();
    }

    /** Takes a step on a micro-batch that is not full, if there is one. */
    void flush() {
        if (!batch.isEmpty()) {
            step();
        }
    }

    /** Whether as many steps were taken since the last checkpoint as the job says. */
    boolean isCheckpointDue() {
        return log.steps().size() >= job.settings().checkpointEvery();
    }

    /** All samples in front of this offset were taken, and there are no more; ends the first epoch. */
    void end(long offset) {
        if (firstOffset == UNKNOWN) {
            firstOffset = offset;
            nextOffset = offset;
        }
        if (endOffset == null) {
            endOffset = offset;
        }
        flush();
    }

    /** Whether the job, being at its end, has to be read again. */
    boolean hasFurtherEpochs() {
        return endOffset != null && firstOffset < endOffset && job.settings().epochs() > 1;
    }

    /** Begins the next epoch if there is one. */
    boolean startNextEpoch() {
        if (!hasFurtherEpochs() || epoch + 1 >= job.settings().epochs()) {
            return false;
        }
        epoch++;
        nextOffset = firstOffset;
        return true;
    }

    int epoch() {
        return epoch;
    }

    long nextOffset() {
        return nextOffset;
    }

    /** Where the job's samples end, once that is known. */
    @Nullable
    Long endOffset() {
        return endOffset;
    }

    /** Samples below this offset of the partition will be in the next checkpoint, as far as the first epoch goes. */
    long coveredBefore() {
        return epoch > 0 && endOffset != null ? endOffset : nextOffset;
    }

    long nextVersion() {
        return last == null ? 1 : last.getVersion() + 1;
    }

    TrainingState state() {
        return state;
    }

    StepLog log() {
        return log;
    }

    /** The next checkpoint's manifest, but for its place in the partition and its blob. */
    CheckpointManifest.Builder manifest(boolean finished) {
        return CheckpointManifest.newBuilder()
                .setJob(job.id())
                .setVersion(nextVersion())
                .setStep(state.step())
                .setEpoch(epoch)
                .setFirstOffset(firstOffset)
                .setNextOffset(nextOffset)
                .setEndOffset(endOffset)
                .setFinished(finished)
                .setFingerprint(fingerprint)
                .setAdapterSha256(CheckpointCodec.sha256(state.adapter()))
                .setLoss(loss)
                .setSamplesTrained(trained)
                .setSamplesQuarantined(quarantined);
    }

    /** The checkpoint is committed. */
    void committed(CheckpointManifest manifest) {
        last = manifest;
        log = new StepLog(job.id(), job.settings().learningRate());
    }

    /** What is not committed will be done again by somebody. */
    void discard() {
        counters.takeBack(log.work());
    }

    private void step() {
        long version = nextVersion() - 1;
        List<TrainingSample> samples =
                batch.stream().map(sample -> sample.at(version, job.settings())).toList();
        StepResult result = runner.step(state, samples);
        state = result.state();
        loss = result.loss();
        nextOffset = batch.get(batch.size() - 1).offset() + 1;
        TrainerCounters.Work work = log.add(epoch, result, batch);
        trained += work.trained();
        quarantined += work.quarantined();
        batch.clear();
        counters.count(work);
        counters.lastStep(result.samples());
        probe.reached(Point.STEP_DONE, job.id(), state.step());
    }
}
