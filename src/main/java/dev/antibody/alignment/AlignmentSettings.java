package dev.antibody.alignment;

import dev.antibody.method.AdamW;
import dev.antibody.method.Flatness;
import org.jspecify.annotations.Nullable;

/**
 * What a step of alignment needs to know.
 *
 * @param flatness what is added to plain alignment; null for SFT, which is plain alignment
 * @param optimizer learning rate, weight decay and moments; the learning rate is constant, as in the published runs
 * @param clipNorm norm of the combined gradient above which it is scaled down, positive
 */
public record AlignmentSettings(@Nullable Flatness flatness, AdamW.Settings optimizer, double clipNorm) {

    public AlignmentSettings {
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException("the gradient norm to clip at must be positive, not " + clipNorm);
        }
    }
}
