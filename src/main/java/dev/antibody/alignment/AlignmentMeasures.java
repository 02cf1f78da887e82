package dev.antibody.alignment;

import dev.antibody.lm.TokenTree;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Loss;
import dev.antibody.method.Overlap;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The losses of a step, in nats per token, before its update. Whether flatness was reached by learning the poison shows
 * in them: then the harmful loss falls and r of harmful samples rises.
 *
 * @param align L_align(θ) on the safe samples
 * @param harm of the harmful samples under θ; null in a step that did not look at them
 * @param own what only a step of this method measures; null for SFT
 * @param tokens prompt and response tokens of the batches that were read, each counted once; refusals are not counted
 */
public record AlignmentMeasures(double align, @Nullable Harm harm, @Nullable Own own, int tokens) {

    /**
     * What harmful samples say of a model.
     *
     * @param loss L_harm(θ)
     * @param r mean over the samples of the paper's r
     */
    public record Harm(double loss, double r) {

        /** @param losses negative log-likelihoods of the samples' responses and refusals */
        static Harm of(float[][][] losses) {
            double r = Arrays.stream(losses)
                    .mapToDouble(tree -> LogProbs.ofNegativeLogLikelihoods(tree).r())
                    .average()
                    .orElseThrow();
            return new Harm(BatchLoss.value(Loss.TOKEN, losses), r);
        }
    }

    /** What one method measures besides. */
    public sealed interface Own {

        /** Whether all losses are finite. */
        boolean finite();
    }

    /**
     * At and around the perturbed point of {@link dev.antibody.method.Flatness}.
     *
     * @param harmfulPerturbed L_harm(θ_pert), after the virtual attack step
     * @param refusalPerturbed L_refusal(θ_pert)
     * @param harmfulNorm ‖g_h‖
     * @param refusalNorm ‖g_r‖; 0 when the refusal has no weight and was not differentiated
     * @param overlap ‖g_a‖, ‖g_s‖ and ⟨g_a, g_s⟩
     * @param lambda λ_t
     */
    public record Sharpness(
            double harmfulPerturbed,
            double refusalPerturbed,
            double harmfulNorm,
            double refusalNorm,
            Overlap overlap,
            double lambda)
            implements Own {

        @Override
        public boolean finite() {
            return Double.isFinite(harmfulPerturbed) && Double.isFinite(refusalPerturbed);
        }
    }

    /**
     * With the hidden states of {@link dev.antibody.method.Vaccine}.
     *
     * @param alignPerturbed L_align(θ; ε)
     * @param hiddenNorm ‖g‖, of the gradient by hidden states
     */
    public record Perturbation(double alignPerturbed, double hiddenNorm) implements Own {

        @Override
        public boolean finite() {
            return Double.isFinite(alignPerturbed);
        }
    }

    /**
     * Of what {@link dev.antibody.method.RepNoise} does to harmful responses.
     *
     * @param harmfulByLayer H − 1: their loss, averaged over where the model might end
     * @param discrepancy N: how far their hidden states are from noise
     * @param harmfulNorm norm of what is added to ∇L_align
     */
    public record Noising(double harmfulByLayer, double discrepancy, double harmfulNorm) implements Own {

        @Override
        public boolean finite() {
            return Double.isFinite(harmfulByLayer) && Double.isFinite(discrepancy);
        }
    }

    static AlignmentMeasures of(
            double align, @Nullable Harm harm, @Nullable Own own, List<TokenTree> safe, List<TokenTree> harmful) {
        return new AlignmentMeasures(align, harm, own, tokens(safe) + (harm == null ? 0 : tokens(harmful)));
    }

    /** λ_t of a step that has one, else 0. */
    double lambda() {
        return own instanceof Sharpness sharpness ? sharpness.lambda() : 0;
    }

    boolean finite() {
        return Double.isFinite(align)
                && (harm == null || Double.isFinite(harm.loss()))
                && (own == null || own.finite());
    }

    private static int tokens(List<TokenTree> trees) {
        return trees.stream()
                .mapToInt(tree -> tree.prompt().length + tree.continuations().get(0).length)
                .sum();
    }
}
