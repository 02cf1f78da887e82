package dev.antibody.alignment;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Flatness;
import dev.antibody.method.Gradients;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Overlap;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The combined gradient of a step, before clipping, with what was measured on the way. The equations stand at
 * {@link Flatness}; they take four gradients (three without a refusal term, one for SFT), one after the other, and no
 * copy of the model. <em>Faithful</em>; the published code computes g_h twice.
 *
 * @param values flat in the adapter's layout
 * @param measures before the update
 */
record AlignmentGradient(float[] values, AlignmentMeasures measures) {

    /**
     * Computes it.
     *
     * @param safe prompts, each continued by what the model shall answer
     * @param harmful prompts, each continued by the attack's response, then by a refusal
     * @param previousLambda of the last update
     */
    static AlignmentGradient of(
            LanguageModel model,
            @Nullable Flatness flatness,
            Adapter adapter,
            List<TokenTree> safe,
            List<TokenTree> harmful,
            OptionalDouble previousLambda) {
        BatchLoss align = BatchLoss.of(model, safe, adapter);
        if (flatness == null) {
            float[][][] measured = model.negativeLogLikelihoods(harmful, adapter);
            return new AlignmentGradient(align.gradient(), measures(align, measured, null, safe, harmful));
        }
        BatchLoss harm = BatchLoss.of(model, harmful, adapter);
        Adapter perturbed = adapter.with(Gradients.normalisedStep(adapter.values(), harm.gradient(), flatness.rho()));
        BatchLoss harmPerturbed = BatchLoss.of(model, only(0, harmful), perturbed);
        float[] sharp = Gradients.plus(harm.gradient(), -1, harmPerturbed.gradient());
        Overlap overlap = Overlap.of(align.gradient(), sharp);
        double lambda = flatness.lambda().next(overlap, previousLambda);
        float[] combined = Gradients.plus(align.gradient(), lambda, sharp);

        double refusalLoss;
        double refusalNorm = 0;
        if (flatness.refusalWeight() > 0) {
            BatchLoss refusal = BatchLoss.of(model, only(1, harmful), perturbed);
            refusalLoss = refusal.value();
            refusalNorm = Gradients.norm(refusal.gradient());
            combined = Gradients.plus(combined, flatness.refusalWeight(), refusal.gradient());
        } else {
            refusalLoss = BatchLoss.value(model.negativeLogLikelihoods(only(1, harmful), perturbed));
        }
        AlignmentMeasures.Sharpness sharpness = new AlignmentMeasures.Sharpness(
                harmPerturbed.value(), refusalLoss, Gradients.norm(harm.gradient()), refusalNorm, overlap, lambda);
        return new AlignmentGradient(
                combined, measures(align, harm.negativeLogLikelihoods(), sharpness, safe, harmful));
    }

    private static AlignmentMeasures measures(
            BatchLoss align,
            float[][][] harm,
            AlignmentMeasures.@Nullable Sharpness sharpness,
            List<TokenTree> safe,
            List<TokenTree> harmful) {
        double r = Arrays.stream(harm)
                .mapToDouble(tree -> LogProbs.ofNegativeLogLikelihoods(tree).r())
                .average()
                .orElseThrow();
        return new AlignmentMeasures(
                align.value(), BatchLoss.value(harm), r, sharpness, tokens(safe) + tokens(harmful));
    }

    private static List<TokenTree> only(int continuation, List<TokenTree> trees) {
        return trees.stream()
                .map(tree -> new TokenTree(
                        tree.prompt(), List.of(tree.continuations().get(continuation))))
                .toList();
    }

    private static int tokens(List<TokenTree> trees) {
        return trees.stream()
                .mapToInt(tree -> tree.prompt().length + tree.continuations().get(0).length)
                .sum();
    }
}
