package dev.antibody.lm;

import java.util.Locale;

/** What makes a pass cheaper without changing what it computes. Each can be left out, to see what it gains. */
public enum Technique {

    /** Tokens with which all prompts of a batch begin, such as a template's, are computed once. */
    SHARED_PREFIX,

    /** A prompt is computed once for all of its continuations, not once for each. */
    SHARED_PROMPT,

    /** In training, continuations without a gradient run beside the others and leave nothing for the backward pass. */
    REFUSALS_ASIDE,

    /** PyTorch's kernel that computes attention block by block, not scores as a whole. */
    FUSED_ATTENTION;

    /** Name as options and JSON have it, such as {@code shared-prefix}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
