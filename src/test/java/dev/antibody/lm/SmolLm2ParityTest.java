package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.antibody.method.Gradients;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Loss;
import dev.antibody.method.Weights;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A real model's numbers are those of Hugging Face's transformers and PEFT. Runs where {@code ANTIBODY_SMOLLM2} names the
 * directory that ops/models/fetch_smollm2.sh writes, and must run where {@code ANTIBODY_REQUIRE_SMOLLM2} is true.
 */
class SmolLm2ParityTest {

    private static final Golden GOLDEN = Golden.readFile(Fixtures.directory("smollm2-135m.golden.json"));

    private static TorchLanguageModel model;
    private static Adapter adapter;

    @BeforeAll
    static void load() {
        String directory = System.getenv("ANTIBODY_SMOLLM2");
        if (Boolean.parseBoolean(System.getenv("ANTIBODY_REQUIRE_SMOLLM2"))) {
            assertThat(directory).as("ANTIBODY_SMOLLM2").isNotNull();
        }
        assumeTrue(directory != null, "set ANTIBODY_SMOLLM2 to what ops/models/fetch_smollm2.sh has written");
        model = TorchLanguageModel.load(Path.of(directory), EngineOptions.exact());
        adapter = FormulaAdapter.of(model.layout(new LoraConfig(32, 4, List.of("q_proj", "k_proj", "v_proj"))));
    }

    @AfterAll
    static void close() {
        if (model != null) {
            model.close();
        }
    }

    @Test
    void shouldCutTextsIntoTheSameTokens() {
        SampleEncoder encoder =
                new SampleEncoder(model.tokenizer(), PromptTemplate.ALPACA, GOLDEN.maxLength(), Truncation.RESPONSE);

        for (Golden.Sample sample : GOLDEN.samples()) {
            TokenTree tree = encoder.encode(sample.prompt(), sample.response(), List.of(sample.refusal()))
                    .tree();
            assertThat(tree.prompt()).isEqualTo(sample.promptIds());
            assertThat(tree.continuations()).containsExactly(sample.responseIds(), sample.refusalIds());
        }
    }

    @Test
    void shouldGiveTheSameLikelihoodsScoresWeightsLossAndGradient() {
        List<TokenTree> trees = GOLDEN.trees();
        try (ForwardPass pass = model.forward(trees, adapter)) {
            float[][][] losses = pass.negativeLogLikelihoods();
            double[] r = new double[losses.length];
            boolean[] admitted = new boolean[losses.length];
            float[][] responses = FirstContinuations.of(losses);
            for (int i = 0; i < losses.length; i++) {
                Golden.Sample sample = GOLDEN.samples().get(i);
                assertThat(losses[i][0]).containsExactly(sample.nllResponse(), within(1e-4f));
                assertThat(losses[i][1]).containsExactly(sample.nllRefusal(), within(1e-4f));
                r[i] = LogProbs.ofNegativeLogLikelihoods(losses[i]).r();
                admitted[i] = true;
            }
            double[] weights = Weights.softmax(r, admitted, GOLDEN.tau());
            assertThat(r).containsExactly(GOLDEN.r(), within(1e-4));
            assertThat(weights).containsExactly(GOLDEN.w(), within(1e-4));
            assertThat(Loss.TOKEN.value(weights, responses)).isCloseTo(GOLDEN.loss(), within(1e-4));

            int[] lengths = GOLDEN.samples().stream()
                    .mapToInt(sample -> sample.responseIds().length)
                    .toArray();
            float[] gradient = pass.gradient(Loss.TOKEN.coefficients(GOLDEN.w(), lengths));
            assertThat(Gradients.norm(gradient)).isCloseTo(GOLDEN.gradNormAll(), within(1e-3 * GOLDEN.gradNormAll()));
            GOLDEN.grad().forEach((name, expected) -> {
                AdapterLayout.Tensor tensor = adapter.layout().tensors().stream()
                        .filter(t -> t.name().equals(name))
                        .findFirst()
                        .orElseThrow();
                float[] values = new float[tensor.size()];
                System.arraycopy(gradient, tensor.offset(), values, 0, values.length);
                assertThat(Gradients.norm(values)).as(name).isCloseTo(expected.l2(), within(1e-3 * expected.l2()));
            });
        }
    }

    @Test
    void shouldContinuePromptsWithTheSameTokens() {
        JsonNode greedy =
                JsonFields.read(Fixtures.directory("smollm2-135m.greedy.json")).root();
        List<int[]> prompts =
                GOLDEN.samples().stream().map(Golden.Sample::promptIds).toList();

        List<int[]> answers = model.generate(
                prompts,
                Adapter.initial(adapter.layout(), 0),
                greedy.path("new_tokens").intValue());

        List<int[]> expected = new ArrayList<>();
        for (JsonNode answer : greedy.path("base")) {
            int[] ids = new int[answer.size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = answer.path(i).intValue();
            }
            expected.add(ids);
        }
        assertThat(answers).containsExactlyElementsOf(expected);
    }
}
