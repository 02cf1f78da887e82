package dev.antibody.method;

import java.util.Arrays;

/**
 * What a model says of one sample: the mean log-probability of a token of the response and of each refusal template,
 * all after the same prompt, in nats.
 *
 * @param response mean over the tokens of the response, end-of-sequence included
 * @param refusals the same for each refusal template, at least one
 * @param state {@code [hidden]}: mean over the response's tokens of what the model's last layer holds where each is predicted;
 *     empty where nobody looked
 */
public record LogProbs(double response, double[] refusals, float[] state) {

    public LogProbs {
        if (refusals.length == 0) {
            throw new IllegalArgumentException("a sample needs at least one refusal template");
        }
    }

    /** Without a state. */
    public LogProbs(double response, double[] refusals) {
        this(response, refusals, new float[0]);
    }

    /** The same with a state. */
    public LogProbs with(float[] seen) {
        return new LogProbs(response, refusals, seen);
    }

    /**
     * Means of what a model returned for one sample. A continuation without tokens has the mean 0, as in the published
     * code.
     *
     * @param negativeLogLikelihoods {@code [continuation][token]} in nats: the response, then the refusals
     */
    public static LogProbs ofNegativeLogLikelihoods(float[][] negativeLogLikelihoods) {
        double[] refusals = new double[negativeLogLikelihoods.length - 1];
        for (int k = 0; k < refusals.length; k++) {
            refusals[k] = -mean(negativeLogLikelihoods[k + 1]);
        }
        return new LogProbs(-mean(negativeLogLikelihoods[0]), refusals);
    }

    /**
     * The paper's r, high for benign samples on an aligned model: log-probability of a response token minus that of a
     * refusal token. With one template <em>faithful</em>; with several, their mean takes the template's place
     * (<em>variant</em>: it removes the luck of one phrase).
     */
    public double r() {
        return response - refusal();
    }

    /** Mean over the templates of the mean log-probability of a token. */
    public double refusal() {
        double sum = 0;
        for (double refusal : refusals) {
            sum += refusal;
        }
        return sum / refusals.length;
    }

    /** The least likely template's mean log-probability of a token. */
    public double refusalMin() {
        return Arrays.stream(refusals).min().orElseThrow();
    }

    /** Population standard deviation of the templates' mean log-probabilities; 0 with one template. */
    public double refusalSpread() {
        double mean = refusal();
        double squares = 0;
        for (double refusal : refusals) {
            squares += (refusal - mean) * (refusal - mean);
        }
        return Math.sqrt(squares / refusals.length);
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }
}
