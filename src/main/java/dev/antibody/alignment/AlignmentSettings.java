package dev.antibody.alignment;

import dev.antibody.method.AdamW;
import dev.antibody.method.Defence;

/**
 * What a step of alignment needs to know.
 *
 * @param defence what is added to plain alignment
 * @param optimizer learning rate, weight decay and moments; the learning rate is constant, as in the published runs
 * @param clipNorm norm of the combined gradient above which it is scaled down, positive
 */
public record AlignmentSettings(Defence defence, AdamW.Settings optimizer, double clipNorm) {

    public AlignmentSettings {
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException("the gradient norm to clip at must be positive, not " + clipNorm);
        }
    }
}
