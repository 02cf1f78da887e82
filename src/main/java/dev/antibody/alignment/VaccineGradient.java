package dev.antibody.alignment;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.AttentionShift;
import dev.antibody.lm.HookedPass;
import dev.antibody.lm.Hooks;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Loss;
import dev.antibody.method.Vaccine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The gradient of {@link Vaccine}, in two passes over the safe batch. Each sample is read for itself: where samples share
 * the beginning of their prompts, each has its own gradient by these tokens' hidden states, and is shifted by its own.
 */
final class VaccineGradient {

    private static final Hooks APART = new Hooks(true, null, false);

    private VaccineGradient() {}

    static AlignmentGradient of(
            LanguageModel model,
            Vaccine vaccine,
            Loss loss,
            Adapter adapter,
            List<TokenTree> safe,
            AlignmentMeasures.@Nullable Harm harm,
            List<TokenTree> harmful) {
        double align;
        AttentionShift shift;
        try (HookedPass pass = model.forward(safe, adapter, APART)) {
            float[][][] losses = pass.negativeLogLikelihoods();
            align = BatchLoss.value(loss, losses);
            shift = pass.attentionGradient(BatchLoss.coefficients(loss, losses));
        }
        try (shift) {
            double norm = shift.norm();
            shift.scale(vaccine.factor(norm));
            BatchLoss perturbed = BatchLoss.of(model, loss, safe, adapter, new Hooks(true, shift, false));
            AlignmentMeasures measures = AlignmentMeasures.of(
                    align, harm, new AlignmentMeasures.Perturbation(perturbed.value(), norm), safe, harmful);
            return new AlignmentGradient(perturbed.gradient(), measures);
        }
    }
}
