package dev.antibody.method;

import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The mean of a number that was measured more than once, such as under several seeds.
 *
 * @param value the mean
 * @param deviation standard deviation of the measurements (n − 1); 0 for one
 * @param count measurements, at least 1
 */
public record Mean(double value, double deviation, int count) {

    private static final double UPPER_TAIL = 0.025;

    /**
     * Of these measurements.
     *
     * @param values at least one, finite
     */
    public static Mean of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("a mean needs a value");
        }
        // summed from the first on, so that measurements that agree have no deviation, not that of a rounding
        double sum = 0;
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a mean of " + value + " says nothing");
            }
            sum += value - values[0];
        }
        double mean = values[0] + sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Mean(mean, values.length == 1 ? 0 : Math.sqrt(squares / (values.length - 1)), values.length);
    }

    /**
     * Student's 95 % interval, which takes the measurements for normally distributed and may leave [0, 1].
     *
     * @throws IllegalStateException if there is one measurement, which says nothing about how others would differ
     */
    public Interval interval() {
        if (count < 2) {
            throw new IllegalStateException("one measurement has no interval");
        }
        double quantile = TDistribution.of(count - 1.0).inverseSurvivalProbability(UPPER_TAIL);
        double half = quantile * deviation / Math.sqrt(count);
        return new Interval(value - half, value + half);
    }
}
