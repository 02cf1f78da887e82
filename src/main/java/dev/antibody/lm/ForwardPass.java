package dev.antibody.lm;

/**
 * A finished forward pass whose first continuations can still be differentiated. It owns native memory until closed, and
 * is used by one thread at a time.
 */
public interface ForwardPass extends AutoCloseable {

    /** Negative log-likelihoods in nats: {@code [tree][continuation][token]}. */
    float[][][] negativeLogLikelihoods();

    /**
     * Gradient of Σ coefficient · negative log-likelihood with respect to the adapter. May be called once.
     *
     * @param coefficients one for each token of each tree's first continuation, {@code [tree][token]}; a weighted loss is
     *     linear in those, so this is all that any of the method's losses needs
     * @return flat, in the adapter's layout
     */
    float[] gradient(float[][] coefficients);

    @Override
    void close();
}
