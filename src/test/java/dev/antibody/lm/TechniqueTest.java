package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.method.Gradients;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What makes a pass cheaper must not change what it computes. */
class TechniqueTest {

    private final TinyModel tiny = TinyModel.LLAMA;
    private final List<TokenTree> trees = tiny.golden().trees();

    @ParameterizedTest
    @EnumSource
    void shouldComputeTheSameWithoutATechnique(Technique technique) {
        EngineOptions options = EngineOptions.exact().withThreads(1).without(technique);
        try (TorchLanguageModel plain = TorchLanguageModel.load(tiny.directory(), options);
                ForwardPass expected = tiny.model().forward(trees, tiny.adapter());
                ForwardPass pass = plain.forward(trees, tiny.adapter())) {
            assertSame(pass.negativeLogLikelihoods(), expected.negativeLogLikelihoods());
            assertSame(
                    plain.negativeLogLikelihoods(trees, tiny.adapter()),
                    tiny.model().negativeLogLikelihoods(trees, tiny.adapter()));

            float[][] coefficients = FirstContinuations.of(expected.negativeLogLikelihoods());
            float[] wanted = expected.gradient(coefficients);
            float[] difference = Gradients.plus(pass.gradient(coefficients), -1, wanted);
            assertThat(Gradients.norm(difference)).isLessThan(1e-5 * Gradients.norm(wanted));
        }
    }

    private static void assertSame(float[][][] left, float[][][] right) {
        for (int i = 0; i < left.length; i++) {
            for (int c = 0; c < left[i].length; c++) {
                assertThat(left[i][c]).containsExactly(right[i][c], within(1e-5f));
            }
        }
    }
}
