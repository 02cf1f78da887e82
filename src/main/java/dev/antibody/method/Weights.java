package dev.antibody.method;

/** Weights of the samples in a micro-batch. They sum to 1 over the samples that the gate admits. */
public final class Weights {

    private Weights() {}

    /**
     * w = softmax(score / τ) over the admitted samples, the others 0. <em>Faithful</em> when all are admitted;
     * <em>variant</em> with a gate, because the softmax alone cannot see a micro-batch in which everything is harmful.
     *
     * @param scores one per sample
     * @param admitted whether the gate lets the sample through; with none, all weights are 0
     * @param tau temperature, positive; large values approach {@link #uniform}
     */
    public static double[] softmax(double[] scores, boolean[] admitted, double tau) {
        if (!(tau > 0)) {
            throw new IllegalArgumentException("tau must be positive, not " + tau);
        }
        if (scores.length != admitted.length) {
            throw new IllegalArgumentException(scores.length + " scores, " + admitted.length + " gate decisions");
        }
        double greatest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scores.length; i++) {
            greatest = admitted[i] ? Math.max(greatest, scores[i]) : greatest;
        }
        double[] weights = new double[scores.length];
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            weights[i] = admitted[i] ? Math.exp((scores[i] - greatest) / tau) : 0;
            sum += weights[i];
        }
        return scaled(weights, sum);
    }

    /** The same weight for every admitted sample, 0 for the others: plain fine-tuning when all are admitted. */
    public static double[] uniform(boolean[] admitted) {
        double[] weights = new double[admitted.length];
        double sum = 0;
        for (int i = 0; i < admitted.length; i++) {
            weights[i] = admitted[i] ? 1 : 0;
            sum += weights[i];
        }
        return scaled(weights, sum);
    }

    private static double[] scaled(double[] weights, double sum) {
        for (int i = 0; i < weights.length && sum != 0; i++) {
            weights[i] /= sum;
        }
        return weights;
    }
}
