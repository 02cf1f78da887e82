package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.method.Gradients;
import dev.antibody.method.Loss;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine's numbers are those of Hugging Face's transformers and PEFT. */
class ParityTest {

    private static final float NATS = 1e-4f;

    @ParameterizedTest
    @EnumSource
    void shouldCutTextsIntoTheSameTokens(TinyModel tiny) {
        SampleEncoder encoder =
                new SampleEncoder(tiny.model().tokenizer(), PromptTemplate.ALPACA, 256, Truncation.RESPONSE);

        for (Golden.Sample sample : tiny.golden().samples()) {
            TokenTree tree = encoder.encode(sample.prompt(), sample.response(), List.of(sample.refusal()))
                    .tree();

            assertThat(tree.prompt()).isEqualTo(sample.promptIds());
            assertThat(tree.continuations()).containsExactly(sample.responseIds(), sample.refusalIds());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveEachTokenTheSameLikelihood(TinyModel tiny) {
        Golden golden = tiny.golden();

        float[][][] scored = tiny.model().negativeLogLikelihoods(golden.trees(), tiny.adapter());

        assertLikelihoods(golden, scored);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheSameLikelihoodsWhenTheyCanBeDifferentiated(TinyModel tiny) {
        Golden golden = tiny.golden();

        try (ForwardPass pass = tiny.model().forward(golden.trees(), tiny.adapter())) {
            assertLikelihoods(golden, pass.negativeLogLikelihoods());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheSameGradientOfTheWeightedLoss(TinyModel tiny) {
        Golden golden = tiny.golden();
        Adapter adapter = tiny.adapter();

        float[] gradient;
        try (ForwardPass pass = tiny.model().forward(golden.trees(), adapter)) {
            gradient = pass.gradient(coefficients(golden));
        }

        assertThat(Gradients.norm(gradient)).isCloseTo(golden.gradNormAll(), within(1e-4 * golden.gradNormAll()));
        assertThat(golden.grad()).isNotEmpty();
        golden.grad().forEach((name, expected) -> {
            float[] values = values(adapter.layout(), name, gradient);
            assertThat(Gradients.norm(values)).as(name).isCloseTo(expected.l2(), within(1e-4 * expected.l2()));
            // a value may be far smaller than its tensor's others, whose rounding it shares
            float rounding = (float) (1e-4 * expected.l2());
            assertThat(Arrays.copyOf(values, 8)).as(name).containsExactly(expected.first8(), within(rounding));
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldContinuePromptsWithTheSameTokens(TinyModel tiny) {
        List<int[]> prompts = prompts(tiny);
        int count = tiny.greedy().path("new_tokens").intValue();

        assertThat(tiny.model().generate(prompts, tiny.adapter(), count))
                .containsExactlyElementsOf(tiny.greedy("adapted"));
        assertThat(tiny.model().generate(prompts, tiny.base(), count)).containsExactlyElementsOf(tiny.greedy("base"));
    }

    private static List<int[]> prompts(TinyModel tiny) {
        return tiny.golden().samples().stream().map(Golden.Sample::promptIds).toList();
    }

    private static void assertLikelihoods(Golden golden, float[][][] scored) {
        for (int i = 0; i < golden.samples().size(); i++) {
            Golden.Sample sample = golden.samples().get(i);
            assertThat(scored[i][0]).as("response %s", i).containsExactly(sample.nllResponse(), within(NATS));
            assertThat(scored[i][1]).as("refusal %s", i).containsExactly(sample.nllRefusal(), within(NATS));
        }
    }

    /** Derivative of the golden loss by each negative log-likelihood of a response. */
    private static float[][] coefficients(Golden golden) {
        int[] lengths =
                golden.samples().stream().mapToInt(s -> s.responseIds().length).toArray();
        return Loss.TOKEN.coefficients(golden.w(), lengths);
    }

    private static float[] values(AdapterLayout layout, String name, float[] flat) {
        AdapterLayout.Tensor tensor = layout.tensors().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Arrays.copyOfRange(flat, tensor.offset(), tensor.offset() + tensor.size());
    }
}
