package dev.antibody.lm;

/**
 * A finished forward pass that can still be differentiated. It owns native memory until closed, and is used by the
 * thread that made it.
 */
public interface ForwardPass extends AutoCloseable {

    /** Negative log-likelihoods in nats: {@code [tree][continuation][token]}. */
    float[][][] negativeLogLikelihoods();

    /**
     * Gradient of Σ coefficient · negative log-likelihood with respect to the adapter. May be called once.
     *
     * @param coefficients shaped as {@link #negativeLogLikelihoods()}; a weighted loss is linear in those, so this is
     *     all that any of the method's losses needs
     * @return flat, in the adapter's layout
     */
    float[] gradient(float[][][] coefficients);

    @Override
    void close();
}
