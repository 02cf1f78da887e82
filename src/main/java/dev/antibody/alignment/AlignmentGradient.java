package dev.antibody.alignment;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Defence;
import dev.antibody.method.Flatness;
import dev.antibody.method.Loss;
import dev.antibody.method.RepNoise;
import dev.antibody.method.Vaccine;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The combined gradient of a step, before clipping, with what was measured on the way.
 *
 * @param values flat in the adapter's layout
 * @param measures before the update
 */
record AlignmentGradient(float[] values, AlignmentMeasures measures) {

    private static final int LOOKED_AT_EVERY = 10;

    /**
     * Computes it.
     *
     * @param settings of the run, of which the defence and its loss matter
     * @param state what the step starts from
     * @param safe prompts, each continued by what the model shall answer
     * @param harmful prompts, each continued by the attack's response, then by a refusal
     */
    static AlignmentGradient of(
            LanguageModel model,
            AlignmentSettings settings,
            AlignmentState state,
            List<TokenTree> safe,
            List<TokenTree> harmful) {
        Adapter adapter = state.training().adapter();
        Defence defence = settings.defence();
        Loss loss = settings.loss();
        if (defence instanceof Flatness flatness) {
            return FlatnessGradient.of(model, flatness, loss, adapter, safe, harmful, state.lambda());
        }
        if (defence instanceof Vaccine vaccine) {
            return VaccineGradient.of(model, vaccine, loss, adapter, safe, harm(model, state, harmful), harmful);
        }
        if (defence instanceof RepNoise noise) {
            return RepNoiseGradient.of(
                    model, noise, loss, adapter, safe, harmful, state.training().step());
        }
        BatchLoss align = BatchLoss.of(model, loss, safe, adapter);
        return new AlignmentGradient(
                align.gradient(),
                AlignmentMeasures.of(align.value(), harm(model, state, harmful), null, safe, harmful));
    }

    /** Where the method itself has no need of harmful samples: in some steps, as a pass over them is a quarter of one. */
    private static AlignmentMeasures.@Nullable Harm harm(
            LanguageModel model, AlignmentState state, List<TokenTree> harmful) {
        return state.training().step() % LOOKED_AT_EVERY == 0
                ? AlignmentMeasures.Harm.of(
                        model.negativeLogLikelihoods(harmful, state.training().adapter()))
                : null;
    }
}
