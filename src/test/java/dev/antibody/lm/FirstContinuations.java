package dev.antibody.lm;

import java.util.Arrays;

/** What a gradient is asked for: a value for each token of each tree's first continuation. */
final class FirstContinuations {

    private FirstContinuations() {}

    /** {@code [tree][token]} of {@code [tree][continuation][token]}. */
    static float[][] of(float[][][] nested) {
        return Arrays.stream(nested)
                .map(tree -> tree.length == 0 ? new float[0] : tree[0].clone())
                .toArray(float[][]::new);
    }
}
