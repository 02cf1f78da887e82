package dev.antibody.lm;

import org.jspecify.annotations.Nullable;

/**
 * What a forward pass does besides, for methods that look at hidden states. An unshifted pass whose MLPs are not
 * read gives the same bits as one without hooks, unless it is {@code apart}.
 *
 * @param apart each tree is read for itself, also the tokens with which all prompts begin, so that hidden states and
 *     gradients by them belong to one tree
 * @param shift is added to what attention adds to the residual stream; null adds nothing. It was measured on the same
 *     trees, and with the same {@code apart}
 * @param mlpOutputs whether {@link HookedPass#mlpOutput} is kept
 */
public record Hooks(boolean apart, @Nullable AttentionShift shift, boolean mlpOutputs) {

    /** A pass as any other. */
    public static final Hooks NONE = new Hooks(false, null, false);
}
