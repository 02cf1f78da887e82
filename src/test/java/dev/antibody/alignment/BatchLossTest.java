package dev.antibody.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.lm.TokenTree;
import dev.antibody.method.Gradients;
import dev.antibody.method.Loss;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beside {@link AlignmentParityTest}, which holds the loss by token to the reference. */
class BatchLossTest {

    private static final int[] PROMPT = {3, 4, 5};
    private static final TokenTree SHORT = new TokenTree(PROMPT, List.of(new int[] {6, 7}));
    private static final TokenTree LONG = new TokenTree(PROMPT, List.of(new int[] {8, 9, 10, 11, 12, 13}));

    @Test
    void shouldCountSamplesAlikeWhateverTheirLengthWhenTheLossIsBySample() {
        BatchLoss ofShort = of(Loss.TOKEN, SHORT);
        BatchLoss ofLong = of(Loss.TOKEN, LONG);

        assertMean(of(Loss.SAMPLE, SHORT, LONG), ofShort, 1 / 2.0, ofLong);
    }

    @Test
    void shouldCountTokensAlikeWhenTheLossIsByToken() {
        BatchLoss ofShort = of(Loss.TOKEN, SHORT);
        BatchLoss ofLong = of(Loss.TOKEN, LONG);

        assertMean(of(Loss.TOKEN, SHORT, LONG), ofShort, 1 / 4.0, ofLong);
    }

    private static void assertMean(BatchLoss both, BatchLoss one, double share, BatchLoss other) {
        assertThat(both.value()).isCloseTo(share * one.value() + (1 - share) * other.value(), within(1e-5));
        float[] mean = Gradients.plus(
                Gradients.plus(new float[one.gradient().length], share, one.gradient()), 1 - share, other.gradient());
        float[] rest = Gradients.plus(both.gradient(), -1, mean);
        assertThat(Gradients.norm(rest)).isLessThan(1e-4 * Gradients.norm(mean));
        assertThat(Gradients.norm(mean)).isPositive();
    }

    private static BatchLoss of(Loss loss, TokenTree... trees) {
        return BatchLoss.of(AlignmentSamples.TINY.model(), loss, List.of(trees), AlignmentSamples.TINY.adapter());
    }
}
