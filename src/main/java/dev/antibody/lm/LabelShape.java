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

    /** Number of labels of first continuations. */
    int firstSize() {
        int size = 0;
        for (int[] tree : lengths) {
            size += tree.length == 0 ? 0 : tree[0];
        }
        return size;
    }

    /** {@code [tree][token]} of a value for each label of a first continuation. */
    float[][] first(float[] flat) {
        float[][] first = new float[lengths.length][];
        int from = 0;
        for (int i = 0; i < lengths.length; i++) {
            int length = lengths[i].length == 0 ? 0 : lengths[i][0];
            first[i] = Arrays.copyOfRange(flat, from, from + length);
            from += length;
        }
        return first;
    }

    /**
     * One value per label of a first continuation in a row.
     *
     * @param first {@code [tree][token]}
     * @throws IllegalArgumentException if the values are shaped otherwise
     */
    float[] flat(float[][] first) {
        require(first.length == lengths.length);
        float[] flat = new float[firstSize()];
        int to = 0;
        for (int i = 0; i < lengths.length; i++) {
            require(first[i].length == (lengths[i].length == 0 ? 0 : lengths[i][0]));
            System.arraycopy(first[i], 0, flat, to, first[i].length);
            to += first[i].length;
        }
        return flat;
    }

    /**
     * A vector for each label of a first continuation.
     *
     * @param flat their coordinates, one vector behind the other
     * @return {@code [tree][token][coordinate]}
     */
    float[][][] vectors(float[] flat) {
        int width = firstSize() == 0 ? 0 : flat.length / firstSize();
        float[][][] vectors = new float[lengths.length][][];
        int from = 0;
        for (int i = 0; i < lengths.length; i++) {
            vectors[i] = new float[lengths[i].length == 0 ? 0 : lengths[i][0]][];
            for (int t = 0; t < vectors[i].length; t++) {
                vectors[i][t] = Arrays.copyOfRange(flat, from, from + width);
                from += width;
            }
        }
        return vectors;
    }

    /**
     * The reverse.
     *
     * @throws IllegalArgumentException if the vectors are shaped otherwise
     */
    float[] flat(float[][][] vectors, int width) {
        require(vectors.length == lengths.length);
        float[] flat = new float[firstSize() * width];
        int to = 0;
        for (int i = 0; i < lengths.length; i++) {
            require(vectors[i].length == (lengths[i].length == 0 ? 0 : lengths[i][0]));
            for (float[] vector : vectors[i]) {
                require(vector.length == width);
                System.arraycopy(vector, 0, flat, to, width);
                to += width;
            }
        }
        return flat;
    }

    private static void require(boolean same) {
        if (!same) {
            throw new IllegalArgumentException("values must be shaped as the trees' first continuations");
        }
    }
}
