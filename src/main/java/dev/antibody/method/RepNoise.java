package dev.antibody.method;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * Alignment that takes the harmful out of hidden states: what the MLPs say of harmful responses shall look like noise, and
 * no layer's residual stream shall lead to them.
 *
 * <pre>
 * H = 1 + (L_0 + … + L_n + L_n) / (n + 1)         L_l: loss of the harmful responses if the model ended behind l of n layers
 * N = mean over the layers of MMD²(z_l, noise)    z_l: what layer l's MLP adds for the tokens of harmful responses
 * update with ∇ (L_align + β · N − α · log H)
 * </pre>
 *
 * MMD² is {@link KernelDiscrepancy}, of one vector per sample: its tokens one behind the other, each at its place in the
 * text, zeros elsewhere. Tokens count, as label and as hidden state, where the response differs from the refusal of the
 * same prompt. α and β are named as in the published code.
 *
 * <p><em>Variant</em> of the published code, in four points: padding, and the response's last token, which predicts
 * nothing, have no hidden states here; the token before the first that counts keeps its logits, which there are set to
 * zero; the last hidden state, which there passes the last norm twice, is read as the model reads it; L_align is the loss
 * on stage one's safe samples, there it is on the refusals of the same prompts.
 *
 * @param alpha weight of unlearning, 0 or more; 1 in the published code, 0.1 where later papers compare with it
 * @param beta weight of noise, 0 or more; 0.001 in the published code
 * @param seed of the noise
 * @see <a href="https://arxiv.org/abs/2405.14577">Representation noising</a>
 */
public record RepNoise(double alpha, double beta, long seed) implements Defence {

    public static final double ALPHA = 1;
    public static final double BETA = 0.001;

    public RepNoise {
        if (!(alpha >= 0 && Double.isFinite(alpha))) {
            throw new IllegalArgumentException("alpha must be 0 or more, not " + alpha);
        }
        if (!(beta >= 0 && Double.isFinite(beta))) {
            throw new IllegalArgumentException("beta must be 0 or more, not " + beta);
        }
    }

    /** Where the noise of a step comes from; steps count from 0. */
    public Random noise(long step) {
        return new Random(new SplittableRandom(new SplittableRandom(seed).nextLong() + step).nextLong());
    }
}
