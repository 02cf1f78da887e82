package dev.antibody.alignment;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.ForwardPass;
import dev.antibody.lm.Hooks;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Loss;
import java.util.Arrays;
import java.util.List;

/**
 * The mean of one continuation's negative log-likelihood over a batch, with its gradient: over all its label tokens, which
 * is <em>faithful,</em> the loss of Hugging Face's trainers, or over its samples.
 *
 * @param value in nats per token
 * @param gradient with respect to the adapter, flat in its layout
 * @param negativeLogLikelihoods {@code [tree][continuation][token]}, of all continuations
 */
record BatchLoss(double value, float[] gradient, float[][][] negativeLogLikelihoods) {

    /** One forward and one backward pass over the trees, whose first continuation is the label. */
    static BatchLoss of(LanguageModel model, Loss loss, List<TokenTree> trees, Adapter adapter) {
        try (ForwardPass pass = model.forward(trees, adapter)) {
            return of(pass, loss);
        }
    }

    /** The same with hooks on the hidden states. */
    static BatchLoss of(LanguageModel model, Loss loss, List<TokenTree> trees, Adapter adapter, Hooks hooks) {
        try (ForwardPass pass = model.forward(trees, adapter, hooks)) {
            return of(pass, loss);
        }
    }

    private static BatchLoss of(ForwardPass pass, Loss loss) {
        float[][][] losses = pass.negativeLogLikelihoods();
        return new BatchLoss(value(loss, losses), pass.gradient(coefficients(loss, losses)), losses);
    }

    /** The loss alone. */
    static double value(Loss loss, float[][][] losses) {
        return loss.value(labels(losses));
    }

    /** The loss's derivative by each negative log-likelihood of a first continuation. */
    static float[][] coefficients(Loss loss, float[][][] losses) {
        int[] tokens = Arrays.stream(losses).mapToInt(tree -> tree[0].length).toArray();
        return loss.coefficients(tokens);
    }

    private static float[][] labels(float[][][] losses) {
        return Arrays.stream(losses).map(tree -> tree[0]).toArray(float[][]::new);
    }
}
