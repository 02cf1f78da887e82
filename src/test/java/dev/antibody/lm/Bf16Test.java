package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.method.Gradients;
import dev.antibody.method.LogProbs;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * bf16 has eight bits of precision, so likelihoods are off by some hundredths of a nat. The tiny models' random weights
 * make their tokens' losses several nats, which is the worst case; docs/performance.md has the figure of a real model.
 */
class Bf16Test {

    private static final EngineOptions NARROW = new EngineOptions(NumberFormat.BF16, EngineOptions.CPU, 1, Set.of());

    @ParameterizedTest
    @EnumSource
    void shouldStayNearFp32(TinyModel tiny) {
        List<TokenTree> trees = tiny.golden().trees();
        try (TorchLanguageModel model = TorchLanguageModel.load(tiny.directory(), NARROW);
                ForwardPass pass = model.forward(trees, tiny.adapter());
                ForwardPass exact = tiny.model().forward(trees, tiny.adapter())) {
            assertThat(model.format()).isEqualTo(NumberFormat.BF16);
            float[][][] scored = model.negativeLogLikelihoods(trees, tiny.adapter());
            for (int i = 0; i < trees.size(); i++) {
                double r = LogProbs.ofNegativeLogLikelihoods(scored[i]).r();
                assertThat(r).as("r of sample %s", i).isCloseTo(tiny.golden().r()[i], within(0.1));
            }
            float[][] coefficients = FirstContinuations.of(exact.negativeLogLikelihoods());
            float[] gradient = pass.gradient(coefficients);
            float[] wanted = exact.gradient(coefficients);
            double cosine = Gradients.dot(gradient, wanted) / Gradients.norm(gradient) / Gradients.norm(wanted);
            assertThat(cosine).isGreaterThan(0.995);
        }
    }
}
