package dev.antibody.method;

import java.util.Arrays;

/**
 * The weighted loss of a micro-batch. No gradient flows through the weights, so each loss is linear in the negative
 * log-likelihoods: its gradient is that of Σ coefficient · negative log-likelihood.
 */
public enum Loss {

    /**
     * Σᵢ wᵢ Σₜ CEᵢₜ / max(1, Σᵢ wᵢ Nᵢ) with Nᵢ response tokens: a mean over tokens, in which long responses weigh more.
     * <em>Faithful</em> to the published code.
     */
    TOKEN {
        @Override
        double coefficient(double weight, int tokens, double weightedTokens) {
            return weight / Math.max(1, weightedTokens);
        }
    },

    /**
     * Σᵢ wᵢ · (1/Nᵢ) Σₜ CEᵢₜ: a mean over samples. <em>Variant:</em> attacks often answer at length and labels are
     * short, so that harmful samples hold most of the tokens.
     */
    SAMPLE {
        @Override
        double coefficient(double weight, int tokens, double weightedTokens) {
            return tokens == 0 ? 0 : weight / tokens;
        }
    };

    /** What each of a sample's tokens contributes. */
    abstract double coefficient(double weight, int tokens, double weightedTokens);

    /**
     * The loss in nats.
     *
     * @param weights one per sample
     * @param responses negative log-likelihoods {@code [sample][token]} of the responses
     */
    public double value(double[] weights, float[][] responses) {
        int[] tokens = new int[responses.length];
        for (int i = 0; i < responses.length; i++) {
            tokens[i] = responses[i].length;
        }
        double weightedTokens = weightedTokens(weights, tokens);
        double loss = 0;
        for (int i = 0; i < responses.length; i++) {
            double sum = 0;
            for (float negativeLogLikelihood : responses[i]) {
                sum += negativeLogLikelihood;
            }
            loss += coefficient(weights[i], tokens[i], weightedTokens) * sum;
        }
        return loss;
    }

    /** The loss where all samples weigh alike. */
    public double value(float[][] responses) {
        return value(alike(responses.length), responses);
    }

    /** The derivative where all samples weigh alike. */
    public float[][] coefficients(int[] tokens) {
        return coefficients(alike(tokens.length), tokens);
    }

    /**
     * Derivative of the loss with respect to each negative log-likelihood.
     *
     * @param weights one per sample
     * @param tokens number of response tokens of each sample
     * @return {@code [sample][token]}
     */
    public float[][] coefficients(double[] weights, int[] tokens) {
        double weightedTokens = weightedTokens(weights, tokens);
        float[][] coefficients = new float[tokens.length][];
        for (int i = 0; i < tokens.length; i++) {
            coefficients[i] = new float[tokens[i]];
            Arrays.fill(coefficients[i], (float) coefficient(weights[i], tokens[i], weightedTokens));
        }
        return coefficients;
    }

    /** Coefficients times a factor, in place: those of so many times the loss. */
    public static float[][] scaled(float[][] coefficients, double factor) {
        for (float[] ofSample : coefficients) {
            for (int t = 0; t < ofSample.length; t++) {
                ofSample[t] *= (float) factor;
            }
        }
        return coefficients;
    }

    private static double[] alike(int samples) {
        double[] weights = new double[samples];
        Arrays.fill(weights, 1.0 / samples);
        return weights;
    }

    private static double weightedTokens(double[] weights, int[] tokens) {
        if (weights.length != tokens.length) {
            throw new IllegalArgumentException(weights.length + " weights for " + tokens.length + " samples");
        }
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * tokens[i];
        }
        return sum;
    }
}
