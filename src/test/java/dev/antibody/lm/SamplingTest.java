package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers that are drawn, not the likeliest. */
class SamplingTest {

    private static final int NEW_TOKENS = 12;

    private final TinyModel tiny = TinyModel.LLAMA;
    private final int[] prompt = {5, 6, 7};

    @ParameterizedTest
    @EnumSource
    void shouldBeGreedyWhenOnlyTheLikeliestTokenMayBeDrawn(TinyModel each) {
        List<int[]> prompts =
                each.golden().samples().stream().map(Golden.Sample::promptIds).toList();

        List<int[]> answers = each.model().generate(prompts, each.adapter(), NEW_TOKENS, new Sampling(1, 1e-9, 7));

        assertThat(answers).containsExactlyElementsOf(each.model().generate(prompts, each.adapter(), NEW_TOKENS));
    }

    @Test
    void shouldDrawTheSameWithTheSameSeedAndOtherwiseWithAnother() {
        List<int[]> prompts = Collections.nCopies(40, prompt);

        List<int[]> answers = sampled(prompts, 1);

        assertThat(sampled(prompts, 1)).containsExactlyElementsOf(answers);
        assertThat(sampled(prompts, 2)).isNotEqualTo(answers);
        assertThat(answers.stream().map(Arrays::toString).distinct()).hasSizeGreaterThan(1);
    }

    @Test
    void shouldDrawEachTokenAsOftenAsItIsLikely() {
        // Given the likelihood of each first token
        List<int[]> candidates = new ArrayList<>();
        for (int token = 0; token < 512; token++) {
            candidates.add(new int[] {token});
        }
        float[][] losses =
                tiny.model().negativeLogLikelihoods(List.of(new TokenTree(prompt, candidates)), tiny.adapter())[0];
        int likeliest = 3; // the model never draws one that ends its answer from what follows
        for (int token = 3; token < 512; token++) {
            likeliest = losses[token][0] < losses[likeliest][0] ? token : likeliest;
        }

        List<int[]> answers =
                tiny.model().generate(Collections.nCopies(2000, prompt), tiny.adapter(), 1, new Sampling(1, 1, 3));

        int expected = likeliest;
        double share = answers.stream()
                        .filter(answer -> answer.length == 1 && answer[0] == expected)
                        .count()
                / 2000.0;
        double probability = Math.exp(-losses[likeliest][0]);
        assertThat(share).isCloseTo(probability, within(4 * Math.sqrt(probability / 2000)));
    }

    @Test
    void shouldRefuseWhatIsNoTemperatureAndNoProbability() {
        assertThatThrownBy(() -> new Sampling(0, 1, 1)).hasMessage("the temperature must be above 0, not 0.0");
        assertThatThrownBy(() -> new Sampling(1, 0, 1)).hasMessage("top-p must be above 0 and at most 1, not 0.0");
        assertThatThrownBy(() -> new Sampling(1, 1.5, 1)).hasMessage("top-p must be above 0 and at most 1, not 1.5");
    }

    private List<int[]> sampled(List<int[]> prompts, long seed) {
        return tiny.model().generate(prompts, tiny.adapter(), NEW_TOKENS, new Sampling(0.8, 0.95, seed));
    }
}
