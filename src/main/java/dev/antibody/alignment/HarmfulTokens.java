package dev.antibody.alignment;

import dev.antibody.lm.TokenTree;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The tokens of harmful responses that {@link dev.antibody.method.RepNoise} looks at: those that are not the refusal's in
 * the same place.
 *
 * @param counted {@code [tree][token of the response]}
 * @param starts (trees) position of each response's first token
 */
record HarmfulTokens(boolean[][] counted, int[] starts) {

    /** @param harmful prompts, each continued by the attack's response, then by a refusal */
    static HarmfulTokens of(List<TokenTree> harmful) {
        boolean[][] counted = new boolean[harmful.size()][];
        int[] starts = new int[counted.length];
        for (int i = 0; i < counted.length; i++) {
            int[] response = harmful.get(i).continuations().get(0);
            int[] refusal = harmful.get(i).continuations().get(1);
            starts[i] = harmful.get(i).prompt().length;
            counted[i] = new boolean[response.length];
            for (int t = 0; t < response.length; t++) {
                counted[i][t] = t >= refusal.length || response[t] != refusal[t];
            }
        }
        return new HarmfulTokens(counted, starts);
    }

    /** Mean of the losses of tokens that count, {@code [tree][token]}; 0 where none does. */
    double mean(float[][] losses) {
        double sum = 0;
        for (int i = 0; i < counted.length; i++) {
            for (int t = 0; t < counted[i].length; t++) {
                sum += counted[i][t] ? losses[i][t] : 0;
            }
        }
        return sum / Math.max(1, count());
    }

    /** A factor times that mean's derivative by each loss. */
    float[][] coefficients(double factor) {
        float[][] coefficients = new float[counted.length][];
        for (int i = 0; i < counted.length; i++) {
            coefficients[i] = new float[counted[i].length];
            for (int t = 0; t < counted[i].length; t++) {
                coefficients[i][t] = counted[i][t] ? (float) (factor / count()) : 0;
            }
        }
        return coefficients;
    }

    /**
     * One vector per tree: the hidden states of its tokens that count, each at its position in the text, else zeros.
     *
     * @param hidden of the tokens that predict the response's, {@code [tree][token][coordinate]}: a response's token is
     *     the one that predicts the next
     */
    float[][] vectors(float[][][] hidden) {
        int width = width(hidden);
        float[][] vectors = new float[counted.length][positions() * width];
        for (int i = 0; i < counted.length; i++) {
            for (int t = 1; t < counted[i].length; t++) {
                if (counted[i][t - 1]) {
                    System.arraycopy(hidden[i][t], 0, vectors[i], place(i, t) * width, width);
                }
            }
        }
        return vectors;
    }

    /** The same with normally distributed coordinates in place of hidden states. */
    float[][] noise(Random random, float[][][] hidden) {
        float[][][] noise = new float[hidden.length][][];
        for (int i = 0; i < hidden.length; i++) {
            noise[i] = new float[hidden[i].length][];
            for (int t = 1; t < hidden[i].length; t++) {
                noise[i][t] = new float[hidden[i][t].length];
                for (int c = 0; c < noise[i][t].length; c++) {
                    noise[i][t][c] = (float) random.nextGaussian();
                }
            }
            if (noise[i].length > 0) {
                noise[i][0] = new float[hidden[i][0].length];
            }
        }
        return vectors(noise);
    }

    /** A factor times the gradient by such vectors, as one by the hidden states that they were made of. */
    float[][][] spread(double factor, float[][] gradient, float[][][] hidden) {
        int width = width(hidden);
        float[][][] spread = new float[hidden.length][][];
        for (int i = 0; i < hidden.length; i++) {
            spread[i] = new float[hidden[i].length][width];
            for (int t = 1; t < hidden[i].length; t++) {
                for (int c = 0; counted[i][t - 1] && c < width; c++) {
                    spread[i][t][c] = (float) (factor * gradient[i][place(i, t) * width + c]);
                }
            }
        }
        return spread;
    }

    /** Place of the token that predicts label t. */
    private int place(int tree, int t) {
        return starts[tree] + t - 1 - first();
    }

    private int first() {
        return Arrays.stream(starts).min().orElseThrow();
    }

    private int positions() {
        int end = first();
        for (int i = 0; i < counted.length; i++) {
            end = Math.max(end, starts[i] + counted[i].length - 1);
        }
        return end - first();
    }

    private int count() {
        int count = 0;
        for (boolean[] tree : counted) {
            for (boolean token : tree) {
                count += token ? 1 : 0;
            }
        }
        return count;
    }

    private static int width(float[][][] hidden) {
        return Arrays.stream(hidden)
                .filter(tree -> tree.length > 0)
                .mapToInt(tree -> tree[0].length)
                .findFirst()
                .orElse(0);
    }
}
