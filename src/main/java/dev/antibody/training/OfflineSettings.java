package dev.antibody.training;

import dev.antibody.method.Gate;
import org.jspecify.annotations.Nullable;

/**
 * What {@code train FILE} needs to know beside the step's settings.
 *
 * @param step how a step works
 * @param batch samples of a micro-batch, at least 1; the last one of an epoch may be smaller
 * @param epochs passes over the file, at least 1
 * @param shuffleSeed reshuffles the samples before each epoch, as the published code does; null keeps the file's order
 * @param gate decides under the starting adapter, once, which samples are trained on; null admits all
 * @param rehearsal how alignment is kept up
 */
public record OfflineSettings(
        TrainingSettings step,
        int batch,
        int epochs,
        @Nullable Long shuffleSeed,
        @Nullable Gate gate,
        Rehearsal rehearsal) {

    public OfflineSettings {
        if (batch < 1) {
            throw new IllegalArgumentException("a micro-batch needs at least one sample, not " + batch);
        }
        if (epochs < 1) {
            throw new IllegalArgumentException("training needs at least one epoch, not " + epochs);
        }
    }

    /** Without rehearsal. */
    public OfflineSettings(
            TrainingSettings step, int batch, int epochs, @Nullable Long shuffleSeed, @Nullable Gate gate) {
        this(step, batch, epochs, shuffleSeed, gate, Rehearsal.Beside.NOTHING);
    }

    /** Steps that a run over this many samples takes. */
    public long steps(int samples) {
        return steps(samples, batch, epochs);
    }

    /** Steps of so many epochs over so many samples in micro-batches, of which an epoch's last may be smaller. */
    public static long steps(int samples, int batch, int epochs) {
        return (long) epochs * ((samples + batch - 1) / batch);
    }
}
