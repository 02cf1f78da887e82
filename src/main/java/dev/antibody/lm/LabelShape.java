package dev.antibody.lm;

import java.util.Arrays;
import java.util.List;

/** Between one value per label in a row and {@code [tree][continuation][token]}. */
record LabelShape(int[][] lengths) {

    static LabelShape of(List<TokenTree> trees) {
        int[][] lengths = new int[trees.size()][];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] = trees.get(i).continuations().stream()
                    .mapToInt(c -> c.length)
                    .toArray();
        }
        return new LabelShape(lengths);
    }

    /** Number of labels. */
    int size() {
        int size = 0;
        for (int[] tree : lengths) {
            for (int length : tree) {
                size += length;
            }
        }
        return size;
    }

    float[][][] nested(float[] flat) {
        float[][][] nested = new float[lengths.length][][];
        int from = 0;
        for (int i = 0; i < lengths.length; i++) {
            nested[i] = new float[lengths[i].length][];
            for (int c = 0; c < lengths[i].length; c++) {
                nested[i][c] = Arrays.copyOfRange(flat, from, from + lengths[i][c]);
                from += lengths[i][c];
            }
        }
        return nested;
    }

    /** @throws IllegalArgumentException if the values are shaped otherwise */
    float[] flat(float[][][] nested) {
        require(nested.length == lengths.length);
        float[] flat = new float[size()];
        int to = 0;
        for (int i = 0; i < lengths.length; i++) {
            require(nested[i].length == lengths[i].length);
            for (int c = 0; c < lengths[i].length; c++) {
                require(nested[i][c].length == lengths[i][c]);
                System.arraycopy(nested[i][c], 0, flat, to, lengths[i][c]);
                to += lengths[i][c];
            }
        }
        return flat;
    }

    private static void require(boolean same) {
        if (!same) {
            throw new IllegalArgumentException("coefficients must be shaped as the negative log-likelihoods");
        }
    }
}
