package dev.antibody.alignment;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Flatness;
import dev.antibody.method.Gradients;
import dev.antibody.method.Loss;
import dev.antibody.method.Overlap;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The gradient of {@link Flatness}, whose equations take four gradients (three without a refusal term), one after the
 * other, and no copy of the model. <em>Faithful</em>; the published code computes g_h twice.
 */
final class FlatnessGradient {

    private FlatnessGradient() {}

    /**
     * @param loss of the safe samples; that of the harmful ones and of their refusals is {@link Loss#TOKEN}
     * @param previousLambda of the last update
     */
    static AlignmentGradient of(
            LanguageModel model,
            Flatness flatness,
            Loss loss,
            Adapter adapter,
            List<TokenTree> safe,
            List<TokenTree> harmful,
            OptionalDouble previousLambda) {
        BatchLoss align = BatchLoss.of(model, loss, safe, adapter);
        BatchLoss harm = BatchLoss.of(model, Loss.TOKEN, harmful, adapter);
        Adapter perturbed = adapter.with(Gradients.normalisedStep(adapter.values(), harm.gradient(), flatness.rho()));
        BatchLoss harmPerturbed = BatchLoss.of(model, Loss.TOKEN, only(0, harmful), perturbed);
        float[] sharp = Gradients.plus(harm.gradient(), -1, harmPerturbed.gradient());
        Overlap overlap = Overlap.of(align.gradient(), sharp);
        double lambda = flatness.lambda().next(overlap, previousLambda);
        float[] combined = Gradients.plus(align.gradient(), lambda, sharp);

        double refusalLoss;
        double refusalNorm = 0;
        if (flatness.refusalWeight() > 0) {
            BatchLoss refusal = BatchLoss.of(model, Loss.TOKEN, only(1, harmful), perturbed);
            refusalLoss = refusal.value();
            refusalNorm = Gradients.norm(refusal.gradient());
            combined = Gradients.plus(combined, flatness.refusalWeight(), refusal.gradient());
        } else {
            refusalLoss = BatchLoss.value(Loss.TOKEN, model.negativeLogLikelihoods(only(1, harmful), perturbed));
        }
        if (flatness.guarded()) {
            combined = Flatness.guard(combined, harm.gradient());
        }
        AlignmentMeasures.Sharpness sharpness = new AlignmentMeasures.Sharpness(
                harmPerturbed.value(), refusalLoss, Gradients.norm(harm.gradient()), refusalNorm, overlap, lambda);
        return new AlignmentGradient(
                combined,
                AlignmentMeasures.of(
                        align.value(),
                        AlignmentMeasures.Harm.of(harm.negativeLogLikelihoods()),
                        sharpness,
                        safe,
                        harmful));
    }

    private static List<TokenTree> only(int continuation, List<TokenTree> trees) {
        return trees.stream()
                .map(tree -> new TokenTree(
                        tree.prompt(), List.of(tree.continuations().get(continuation))))
                .toList();
    }
}
