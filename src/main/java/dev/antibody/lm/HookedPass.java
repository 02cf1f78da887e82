package dev.antibody.lm;

/** A pass whose hidden states can be looked at, as {@link Hooks} asked for; they live in its native memory. */
public interface HookedPass extends ForwardPass {

    /** How many layers the model has. */
    int layers();

    /**
     * Gradient of Σ coefficient · negative log-likelihood by what attention adds to the residual stream in each layer. It
     * takes the place of {@link #gradient}: a pass runs backward once.
     *
     * @param coefficients as there
     * @return its own native memory, which outlives the pass
     */
    AttentionShift attentionGradient(float[][] coefficients);

    /**
     * What a layer's MLP adds to the residual stream (before the norm behind it, where the model has one), for the tokens
     * that predict the labels of each tree's first continuation: the prompt's last token, then the continuation's own.
     *
     * @return {@code [tree][token][coordinate]}
     * @throws IllegalStateException if the pass was not asked to keep it
     */
    float[][][] mlpOutput(int layer);

    /**
     * Adds the gradient of another loss by {@link #mlpOutput} to what {@link #gradient} will differentiate.
     *
     * @param gradient shaped as that output
     * @throws IllegalStateException if the pass was not asked to keep it
     */
    void pullMlpOutput(int layer, float[][][] gradient);

    /**
     * What each label of a first continuation would cost if the model ended early: the last norm and the head read the
     * residual stream behind so many layers (the logit lens). It needs no hook.
     *
     * @param layers 0 reads the embeddings, {@link #layers} what the model itself reads
     * @return negative log-likelihoods in nats, {@code [tree][token]}
     */
    float[][] lensLosses(int layers);

    /**
     * Adds Σ coefficient · {@link #lensLosses}, which were asked for before, to what {@link #gradient} will differentiate.
     *
     * @param layers at least 1: the embeddings do not depend on the adapter
     * @param coefficients {@code [tree][token]}
     */
    void pullLens(int layers, float[][] coefficients);
}
