package dev.antibody.experiment;

import dev.antibody.method.Mean;

/** How far apart two groups are, in their own spread. */
final class EffectSize {

    private EffectSize() {}

    /**
     * Cohen's d: the difference of the means over the pooled standard deviation; 0 where neither group varies and both are
     * the same, infinite where neither varies and they differ.
     *
     * @param first at least two values
     * @param second at least two values
     */
    static double cohen(double[] first, double[] second) {
        Mean a = Mean.of(first);
        Mean b = Mean.of(second);
        double pooled = ((first.length - 1) * a.deviation() * a.deviation()
                        + (second.length - 1) * b.deviation() * b.deviation())
                / (first.length + second.length - 2);
        double difference = a.value() - b.value();
        return difference == 0 ? 0 : difference / Math.sqrt(pooled);
    }
}
