package dev.antibody.alignment;

import dev.antibody.method.Overlap;
import org.jspecify.annotations.Nullable;

/**
 * The losses of a step, in nats per token, before its update. Whether flatness was reached by learning the poison shows
 * in them: then the harmful loss falls and r of harmful samples rises.
 *
 * @param align L_align(θ) on the safe samples
 * @param harmful L_harm(θ)
 * @param harmfulR mean over the harmful samples of the paper's r under θ
 * @param flatness what only a step with {@link dev.antibody.method.Flatness} measures, else null
 * @param tokens prompt and response tokens of both batches, each counted once; refusals are not counted
 */
public record AlignmentMeasures(
        double align, double harmful, double harmfulR, @Nullable Sharpness flatness, int tokens) {

    /**
     * At and around the perturbed point.
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
            double lambda) {}

    boolean finite() {
        boolean plain = Double.isFinite(align) && Double.isFinite(harmful);
        return plain
                && (flatness == null
                        || (Double.isFinite(flatness.harmfulPerturbed) && Double.isFinite(flatness.refusalPerturbed)));
    }
}
