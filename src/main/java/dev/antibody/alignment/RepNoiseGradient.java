package dev.antibody.alignment;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.HookedPass;
import dev.antibody.lm.Hooks;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Gradients;
import dev.antibody.method.KernelDiscrepancy;
import dev.antibody.method.Loss;
import dev.antibody.method.RepNoise;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** The gradient of {@link RepNoise}: one pass over each batch, that over the harmful one with all layers looked at. */
final class RepNoiseGradient {

    private static final Hooks MLP_OUTPUTS = new Hooks(false, null, true);

    private RepNoiseGradient() {}

    /**
     * @param loss of the safe samples
     * @param step number of the step, which decides the noise
     */
    static AlignmentGradient of(
            LanguageModel model,
            RepNoise method,
            Loss loss,
            Adapter adapter,
            List<TokenTree> safe,
            List<TokenTree> harmful,
            long step) {
        BatchLoss align = BatchLoss.of(model, loss, safe, adapter);
        HarmfulTokens tokens = HarmfulTokens.of(harmful);
        try (HookedPass pass = model.forward(harmful, adapter, MLP_OUTPUTS)) {
            double noise = noise(pass, tokens, method, step);
            float[][][] losses = pass.negativeLogLikelihoods();
            float[][] last = Arrays.stream(losses).map(tree -> tree[0]).toArray(float[][]::new);
            double byLayer = 2 * tokens.mean(last);
            for (int layers = 0; layers < pass.layers(); layers++) {
                byLayer += tokens.mean(pass.lensLosses(layers));
            }
            int read = pass.layers() + 1;
            byLayer /= read;
            double factor = -method.alpha() / ((1 + byLayer) * read);
            for (int layers = 1; layers < pass.layers(); layers++) {
                pass.pullLens(layers, tokens.coefficients(factor));
            }
            float[] harm = pass.gradient(tokens.coefficients(2 * factor));
            AlignmentMeasures.Noising own = new AlignmentMeasures.Noising(byLayer, noise, Gradients.norm(harm));
            return new AlignmentGradient(
                    Gradients.plus(align.gradient(), 1, harm),
                    AlignmentMeasures.of(align.value(), AlignmentMeasures.Harm.of(losses), own, safe, harmful));
        }
    }

    private static double noise(HookedPass pass, HarmfulTokens tokens, RepNoise method, long step) {
        Random random = method.noise(step);
        double sum = 0;
        for (int layer = 0; layer < pass.layers(); layer++) {
            float[][][] hidden = pass.mlpOutput(layer);
            KernelDiscrepancy discrepancy = KernelDiscrepancy.of(tokens.vectors(hidden), tokens.noise(random, hidden));
            sum += discrepancy.value();
            pass.pullMlpOutput(layer, tokens.spread(method.beta() / pass.layers(), discrepancy.gradient(), hidden));
        }
        return sum / pass.layers();
    }
}
