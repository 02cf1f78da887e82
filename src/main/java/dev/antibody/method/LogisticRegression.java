package dev.antibody.method;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Log-odds that a sample is of the first of two groups, linear in its features: z = b + Σⱼ wⱼ (xⱼ − μⱼ) / σⱼ.
 *
 * <p>Fitted by Newton's method on
 *
 * <pre>
 * J(b, w) = Σᵢ cᵢ log(1 + exp(−yᵢ zᵢ)) + ridge/2 · ‖w‖²          yᵢ = ±1, b is not penalised
 * </pre>
 *
 * with cᵢ such that both groups weigh half: z = 0 is even odds however many probes of each there are. J is strictly
 * convex, so it has one minimum, also for groups that are fully apart, and features are brought to mean 0 and deviation
 * 1 first, so that it does not depend on their units. All in fp64 and in index order: the same input gives the same bits.
 * Two are equal when their numbers are.
 *
 * @param means μ, one per feature
 * @param deviations σ, one per feature, positive
 * @param weights w, one per feature; a feature that was the same in all samples has 0
 * @param intercept b
 */
public record LogisticRegression(double[] means, double[] deviations, double[] weights, double intercept) {

    private static final int MOST_STEPS = 100;
    private static final int MOST_HALVINGS = 40;

    /** Newton's decrement, per sample, at which the minimum is reached as far as fp64 can tell. */
    private static final double CONVERGED = 1e-20;

    /** A decrement per sample below which Newton's method converges quadratically. */
    private static final double CLOSE = 1e-9;

    /**
     * Checks the numbers, which may come from a record.
     *
     * @throws IllegalArgumentException if they are no regression
     */
    public LogisticRegression {
        if (means.length != weights.length || deviations.length != weights.length) {
            throw new IllegalArgumentException("a regression needs a mean, a deviation and a weight for each feature");
        }
        boolean finite = Double.isFinite(intercept)
                && Arrays.stream(means).allMatch(Double::isFinite)
                && Arrays.stream(deviations).allMatch(Double::isFinite)
                && Arrays.stream(weights).allMatch(Double::isFinite);
        if (!finite || !Arrays.stream(deviations).allMatch(deviation -> deviation > 0)) {
            throw new IllegalArgumentException("a regression needs finite numbers, and deviations above 0");
        }
    }

    /**
     * Fits it.
     *
     * @param first {@code [sample][feature]} of the group with positive log-odds, at least one sample, finite
     * @param second the same of the other group
     * @param ridge strength of the penalty, positive
     */
    public static LogisticRegression fit(double[][] first, double[][] second, double ridge) {
        if (first.length == 0 || second.length == 0) {
            throw new IllegalArgumentException("a regression needs samples of both groups");
        }
        if (!(ridge > 0 && Double.isFinite(ridge))) {
            throw new IllegalArgumentException("the ridge must be positive, not " + ridge);
        }
        double[][] samples = new double[first.length + second.length][];
        System.arraycopy(first, 0, samples, 0, first.length);
        System.arraycopy(second, 0, samples, first.length, second.length);
        check(samples);
        double[] means = new double[samples[0].length];
        double[] deviations = new double[means.length];
        for (int j = 0; j < means.length; j++) {
            standardise(samples, j, means, deviations);
        }
        double[][] rows = new double[samples.length][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = standardised(samples[i], means, deviations);
        }
        double[] minimum = means.length > rows.length
                ? withinRowSpace(rows, first.length, ridge)
                : minimum(objective(rows, first.length, ridge));
        double[] weights = Arrays.copyOfRange(minimum, 1, minimum.length);
        return new LogisticRegression(means, deviations, weights, minimum[0]);
    }

    /** Log-odds of one sample, in nats. */
    public double logOdds(double[] features) {
        if (features.length != weights.length) {
            throw new IllegalArgumentException(features.length + " features for " + weights.length + " weights");
        }
        double sum = intercept;
        for (int j = 0; j < weights.length; j++) {
            sum += weights[j] * ((features[j] - means[j]) / deviations[j]);
        }
        return sum;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LogisticRegression regression
                && Arrays.equals(means, regression.means)
                && Arrays.equals(deviations, regression.deviations)
                && Arrays.equals(weights, regression.weights)
                && Double.compare(intercept, regression.intercept) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.hashCode(means), Arrays.hashCode(deviations), Arrays.hashCode(weights), intercept);
    }

    @Override
    public String toString() {
        return "LogisticRegression[means=" + Arrays.toString(means) + ", deviations=" + Arrays.toString(deviations)
                + ", weights=" + Arrays.toString(weights) + ", intercept=" + intercept + "]";
    }

    /** The same minimum, among as many numbers as there are samples: no weight leads out of what the samples span. */
    private static double[] withinRowSpace(double[][] rows, int firsts, double ridge) {
        RowSpace space = RowSpace.of(rows);
        double[][] coordinates = Arrays.stream(rows).map(space::coordinates).toArray(double[][]::new);
        double[] minimum = minimum(objective(coordinates, firsts, ridge));
        double[] weights = space.vector(Arrays.copyOfRange(minimum, 1, minimum.length), rows[0].length);
        return withIntercept(minimum[0], weights);
    }

    private static LogisticObjective objective(double[][] rows, int firsts, double ridge) {
        return new LogisticObjective(
                Arrays.stream(rows).map(row -> withIntercept(1, row)).toArray(double[][]::new), firsts, ridge);
    }

    private static double[] withIntercept(double intercept, double[] weights) {
        double[] all = new double[weights.length + 1];
        all[0] = intercept;
        System.arraycopy(weights, 0, all, 1, weights.length);
        return all;
    }

    private static double[] minimum(LogisticObjective objective) {
        double[] point = new double[objective.size()];
        double value = objective.value(point);
        for (int step = 0; step < MOST_STEPS; step++) {
            LogisticObjective.Descent descent = objective.newton(point);
            if (descent.decrement() <= CONVERGED * objective.samples()) {
                return point;
            }
            if (descent.decrement() <= CLOSE * objective.samples()) {
                // near the minimum whole steps converge, and J's own rounding hides what they still gain
                point = descent.from(point, 1);
                value = objective.value(point);
                continue;
            }
            // a whole step may overshoot far from the minimum, a short enough one never does: J is convex
            double length = 1;
            double[] next = descent.from(point, length);
            double nextValue = objective.value(next);
            for (int i = 0; nextValue > value && i < MOST_HALVINGS; i++) {
                length /= 2;
                next = descent.from(point, length);
                nextValue = objective.value(next);
            }
            if (nextValue > value) {
                return point;
            }
            point = next;
            value = nextValue;
        }
        return point;
    }

    private static void check(double[][] samples) {
        for (double[] sample : samples) {
            if (sample.length != samples[0].length) {
                throw new IllegalArgumentException(
                        "samples with " + sample.length + " and " + samples[0].length + " features");
            }
            for (double feature : sample) {
                if (!Double.isFinite(feature)) {
                    throw new IllegalArgumentException("a feature is " + feature);
                }
            }
        }
    }

    private static void standardise(double[][] samples, int feature, double[] means, double[] deviations) {
        double first = samples[0][feature];
        double sum = 0;
        boolean same = true;
        for (double[] sample : samples) {
            sum += sample[feature];
            same &= sample[feature] == first;
        }
        // of equal values the mean may be off by a rounding, which must not pass for a deviation
        means[feature] = same ? first : sum / samples.length;
        double squares = 0;
        for (double[] sample : samples) {
            squares += (sample[feature] - means[feature]) * (sample[feature] - means[feature]);
        }
        deviations[feature] = squares == 0 ? 1 : Math.sqrt(squares / samples.length);
    }

    private static double[] standardised(double[] sample, double[] means, double[] deviations) {
        double[] row = new double[sample.length];
        for (int j = 0; j < sample.length; j++) {
            row[j] = (sample[j] - means[j]) / deviations[j];
        }
        return row;
    }
}
