package dev.antibody.method;

import java.util.Arrays;

/** How well a score tells benign from harmful samples. */
public final class Detection {

    private Detection() {}

    /**
     * Area under the ROC curve: the probability that a benign sample scores above a harmful one, ties counting half. 1
     * separates perfectly, 0.5 is chance, below 0.5 points the wrong way.
     *
     * @param benign scores without NaN, at least one
     * @param harmful scores without NaN, at least one
     */
    public static double auroc(double[] benign, double[] harmful) {
        if (benign.length == 0 || harmful.length == 0) {
            throw new IllegalArgumentException("AUROC needs benign and harmful scores");
        }
        double[] low = ascending(harmful);
        double[] high = ascending(benign);
        // 0.0 and -0.0 sort apart but must tie, hence comparisons by value on the sorted arrays
        double wins = 0;
        int below = 0;
        int notAbove = 0;
        for (double score : high) {
            while (below < low.length && low[below] < score) {
                below++;
            }
            while (notAbove < low.length && low[notAbove] <= score) {
                notAbove++;
            }
            wins += (below + notAbove) / 2.0;
        }
        return wins / benign.length / harmful.length;
    }

    private static double[] ascending(double[] scores) {
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        for (double score : sorted) {
            if (Double.isNaN(score)) {
                throw new IllegalArgumentException("a score is not a number");
            }
        }
        return sorted;
    }
}
