package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Beside {@link ParityTest}, which holds the answers to Hugging Face's. */
class GenerationTest {

    private static final int NEW_TOKENS = 40;

    @ParameterizedTest
    @EnumSource
    void shouldEndBeforeEachTokenThatTheModelStopsAt(TinyModel tiny, @TempDir Path directory) throws IOException {
        // Given a model that stops at an ordinary token too
        int stop = tiny.greedy().path("stop").intValue();
        ModelCopy.of(tiny.directory(), directory);
        ObjectNode config = (ObjectNode)
                JsonFields.read(directory.resolve("generation_config.json")).root();
        config.putArray("eos_token_id").add(2).add(stop);
        new ObjectMapper()
                .writeValue(directory.resolve("generation_config.json").toFile(), config);

        List<int[]> answers;
        try (TorchLanguageModel model =
                TorchLanguageModel.load(directory, EngineOptions.exact().withThreads(1))) {
            answers = model.generate(prompts(tiny), tiny.adapter(), NEW_TOKENS);
        }

        assertThat(answers).containsExactlyElementsOf(tiny.greedy("stopped"));
        if (tiny != TinyModel.GEMMA2) { // which begins every answer with the same token
            assertThat(answers).anyMatch(answer -> answer.length == 0); // one stops at once
        }
        assertThat(answers).anyMatch(answer -> answer.length < NEW_TOKENS / 2); // one stops early
        assertThat(answers).anyMatch(answer -> answer.length == NEW_TOKENS); // and one not at all
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerABatchAsOneByOneInTheOrderOfThePrompts(TinyModel tiny) {
        // Given more prompts than run together, of many lengths, the longest first
        List<int[]> prompts = new ArrayList<>();
        for (int[] prompt : prompts(tiny)) {
            for (int cut = 0; cut < 5; cut++) {
                prompts.add(Tokens.first(prompt, prompt.length - 11 * cut));
            }
        }
        prompts.sort((a, b) -> b.length - a.length);
        Collections.swap(prompts, 3, 20);

        List<int[]> together = tiny.model().generate(prompts, tiny.adapter(), 8);

        assertThat(together).hasSize(40);
        for (int i = 0; i < prompts.size(); i++) {
            assertThat(together.get(i))
                    .as("prompt %s", i)
                    .isEqualTo(tiny.model()
                            .generate(List.of(prompts.get(i)), tiny.adapter(), 8)
                            .get(0));
        }
    }

    @Test
    void shouldGiveNoMoreTokensThanAskedFor() {
        TinyModel tiny = TinyModel.LLAMA;
        int[] prompt = prompts(tiny).get(0);
        int[] whole = tiny.greedy("adapted").get(0);

        for (int count : new int[] {0, 1, 2, 7}) {
            int[] answer = tiny.model()
                    .generate(List.of(prompt), tiny.adapter(), count)
                    .get(0);
            assertThat(answer).isEqualTo(Tokens.first(whole, count));
        }
    }

    @Test
    void shouldContinueAsTheLikelihoodsSay() {
        // Each generated token is the likeliest: no other has a smaller negative log-likelihood there
        TinyModel tiny = TinyModel.QWEN2;
        int[] prompt = prompts(tiny).get(7);
        int[] answer = tiny.model().generate(List.of(prompt), tiny.adapter(), 3).get(0);

        for (int t = 0; t < answer.length; t++) {
            List<int[]> candidates = new ArrayList<>();
            for (int token = 0; token < 512; token++) {
                candidates.add(new int[] {token});
            }
            int[] before = Arrays.copyOf(prompt, prompt.length + t);
            System.arraycopy(answer, 0, before, prompt.length, t);
            float[][] scored =
                    tiny.model().negativeLogLikelihoods(List.of(new TokenTree(before, candidates)), tiny.adapter())[0];
            int likeliest = 0;
            for (int token = 1; token < 512; token++) {
                likeliest = scored[token][0] < scored[likeliest][0] ? token : likeliest;
            }
            assertThat(answer[t]).isEqualTo(likeliest);
        }
    }

    private static List<int[]> prompts(TinyModel tiny) {
        return tiny.golden().samples().stream().map(Golden.Sample::promptIds).toList();
    }
}
