package dev.antibody.training;

import dev.antibody.lm.TokenTree;
import dev.antibody.method.ProximalPull;
import java.util.List;

/**
 * What a step minimises beside the loss of the user's samples, so that safety outlives what they teach:
 * {@code weight · L(anchors) + ρ/2 · ‖θ − θ_ref‖²}. A micro-batch that makes no update makes none for it either.
 *
 * @param anchors alignment samples of this step, each with at least the answer that the model shall give
 * @param weight of their loss, its mean over samples, beside the user's, 0 or more
 * @param pull towards the reference
 * @param reference θ_ref, flat in the adapter's layout; not looked at by a pull with ρ = 0
 */
record Safeguard(List<TokenTree> anchors, double weight, ProximalPull pull, float[] reference) {

    Safeguard {
        anchors = List.copyOf(anchors);
    }

    /** Without anchors. */
    static Safeguard pull(ProximalPull pull, float[] reference) {
        return new Safeguard(List.of(), 0, pull, reference);
    }
}
