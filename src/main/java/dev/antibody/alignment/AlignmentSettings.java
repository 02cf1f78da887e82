package dev.antibody.alignment;

import dev.antibody.method.AdamW;
import dev.antibody.method.Defence;
import dev.antibody.method.LearningRate;
import dev.antibody.method.Loss;

/**
 * What a step of alignment needs to know.
 *
 * @param defence what is added to plain alignment
 * @param loss what L_align, the loss of the safe samples, averages over; {@link Loss#TOKEN} in the published runs. By sample,
 *     short refusals are not drowned by the long answers beside them
 * @param optimizer learning rate of the first step, weight decay and moments
 * @param rate how the learning rate goes on; constant in the published runs
 * @param clipNorm norm of the combined gradient above which it is scaled down, positive
 */
public record AlignmentSettings(
        Defence defence, Loss loss, AdamW.Settings optimizer, LearningRate rate, double clipNorm) {

    public AlignmentSettings {
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException("the gradient norm to clip at must be positive, not " + clipNorm);
        }
    }

    /** The learning rate of a step, which count from 0. */
    public double learningRate(long step) {
        return rate.of(optimizer.learningRate(), step);
    }
}
