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
 * The mean over all label tokens of a batch of one continuation's negative log-likelihood, with its gradient.
 * <em>Faithful:</em> the loss of Hugging Face's trainers.
 *
 * @param value in nats per token
 * @param gradient with respect to the adapter, flat in its layout
 * @param negativeLogLikelihoods {@code [tree][continuation][token]}, of all continuations
 */
record BatchLoss(double value, float[] gradient, float[][][] negativeLogLikelihoods) {

    /** One forward and one backward pass over the trees, whose first continuation is the label. */
    static BatchLoss of(LanguageModel model, List<TokenTree> trees, Adapter adapter) {
        try (ForwardPass pass = model.forward(trees, adapter)) {
            return of(pass);
        }
    }

    /** The same with hooks on the hidden states. */
    static BatchLoss of(LanguageModel model, List<TokenTree> trees, Adapter adapter, Hooks hooks) {
        try (ForwardPass pass = model.forward(trees, adapter, hooks)) {
            return of(pass);
        }
    }

    private static BatchLoss of(ForwardPass pass) {
        float[][][] losses = pass.negativeLogLikelihoods();
        return new BatchLoss(value(losses), pass.gradient(coefficients(losses)), losses);
    }

    /** The loss alone. */
    static double value(float[][][] losses) {
        return Loss.TOKEN.value(ones(losses.length), labels(losses));
    }

    /** The loss's derivative by each negative log-likelihood of a first continuation. */
    static float[][] coefficients(float[][][] losses) {
        int[] tokens = Arrays.stream(losses).mapToInt(tree -> tree[0].length).toArray();
        return Loss.TOKEN.coefficients(ones(losses.length), tokens);
    }

    private static float[][] labels(float[][][] losses) {
        return Arrays.stream(losses).map(tree -> tree[0]).toArray(float[][]::new);
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
