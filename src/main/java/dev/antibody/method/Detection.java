package dev.antibody.method;

import java.util.Arrays;

/** How well a score tells benign from harmful samples. */
public final class Detection {

    /** Standard normal quantile of a two-sided 95 % interval. */
    private static final double Z = 1.959963984540054;

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

    /**
     * 95 % interval of the AUROC: DeLong's variance on the logit scale, which stays inside [0, 1]. It has no width where
     * the groups are fully apart, as if a few probes could prove that. There, and for a group of one, the smaller group's
     * size counts as so many independent pairs, and Wilson's interval is taken of them.
     *
     * @param benign scores without NaN, at least one
     * @param harmful scores without NaN, at least one
     * @see <a href="https://doi.org/10.2307/2531595">DeLong et al., Comparing the Areas (1988)</a>
     * @see <a href="https://doi.org/10.1177/0962280218814556">Pohar Perme and Manevski, Confidence intervals for the
     *     Mann-Whitney test (2018)</a>
     */
    public static Interval interval(double[] benign, double[] harmful) {
        double area = auroc(benign, harmful);
        double variance = placementVariance(benign, harmful) + placementVariance(harmful, benign);
        if (variance == 0 || benign.length < 2 || harmful.length < 2) {
            int pairs = Math.min(benign.length, harmful.length);
            return new Marks(area * pairs, pairs).wilson();
        }
        double logit = Math.log(area / (1 - area));
        double half = Z * Math.sqrt(variance) / (area * (1 - area));
        return new Interval(1 / (1 + Math.exp(half - logit)), 1 / (1 + Math.exp(-half - logit)));
    }

    /** Variance of the mean share of others that a score lies above. */
    private static double placementVariance(double[] scores, double[] others) {
        double[] placements = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            placements[i] = auroc(new double[] {scores[i]}, others);
        }
        double deviation = Mean.of(placements).deviation();
        return deviation * deviation / scores.length;
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
