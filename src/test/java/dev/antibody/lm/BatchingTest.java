package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.method.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What else is in a batch changes no result: no token sees padding or another tree. A matrix product over more rows only
 * groups its sums differently, which fp32 rounds by less than a millionth of these losses of about 7 nats.
 */
class BatchingTest {

    private static final float ROUNDING = 5e-6f;

    @ParameterizedTest
    @EnumSource
    void shouldScoreManyAsOneByOne(TinyModel tiny) {
        List<TokenTree> trees = tiny.golden().trees();
        Adapter adapter = tiny.adapter();

        float[][][] together = tiny.model().negativeLogLikelihoods(trees, adapter);

        for (int i = 0; i < trees.size(); i++) {
            float[][][] alone = tiny.model().negativeLogLikelihoods(List.of(trees.get(i)), adapter);
            assertSame(together[i], alone[0]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadASharedPromptAsIfEachContinuationHadItsOwn(TinyModel tiny) {
        Adapter adapter = tiny.adapter();
        for (TokenTree tree : tiny.golden().trees()) {
            float[][] shared = tiny.model().negativeLogLikelihoods(List.of(tree), adapter)[0];

            for (int c = 0; c < shared.length; c++) {
                TokenTree own = new TokenTree(
                        tree.prompt(), List.of(tree.continuations().get(c)));
                assertSame(new float[][] {shared[c]}, tiny.model().negativeLogLikelihoods(List.of(own), adapter)[0]);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheMeanStateOfWhatPredictsTheFirstContinuation(TinyModel tiny) {
        for (TokenTree tree : tiny.golden().trees()) {
            int[] response = tree.continuations().get(0);
            double[] mean = new double[read(tiny, tree).length];
            for (int t = 0; t < response.length; t++) {
                int[] prompt = Arrays.copyOf(tree.prompt(), tree.prompt().length + t);
                System.arraycopy(response, 0, prompt, tree.prompt().length, t);
                float[] state = read(tiny, new TokenTree(prompt, List.of(new int[] {response[t]})));
                for (int j = 0; j < mean.length; j++) {
                    mean[j] += state[j] / (double) response.length;
                }
            }
            float[] state = read(tiny, tree);
            for (int j = 0; j < mean.length; j++) {
                assertThat((double) state[j]).isCloseTo(mean[j], within(1e-4));
            }
        }
    }

    @Test
    void shouldPredictATokenFromTheState() {
        // Given a model whose head is its embedding: the likelihood is a softmax over embedding · state
        TokenTree tree = new TokenTree(TinyModel.LLAMA.golden().trees().get(0).prompt(), List.of(new int[] {42}));
        StoredTensor embedding = Safetensors.open(TinyModel.LLAMA.directory().resolve("model.safetensors"))
                .stored("model.embed_tokens.weight");

        Reading reading = TinyModel.LLAMA
                .model()
                .read(List.of(tree), TinyModel.LLAMA.adapter())
                .get(0);

        double[] logits = new double[Math.toIntExact(embedding.rows())];
        float[] values = embedding.values(0, logits.length);
        double sum = 0;
        for (int token = 0; token < logits.length; token++) {
            for (int j = 0; j < reading.state().length; j++) {
                logits[token] += values[token * reading.state().length + j] * reading.state()[j];
            }
            sum += Math.exp(logits[token]);
        }
        assertThat((double) reading.negativeLogLikelihoods()[0][0]).isCloseTo(Math.log(sum) - logits[42], within(1e-4));
    }

    @Test
    void shouldHaveNoStateWithoutAResponse() {
        TokenTree none = new TokenTree(new int[] {5}, List.of(new int[0], new int[] {7}));

        assertThat(read(TinyModel.LLAMA, none))
                .hasSameSizeAs(
                        read(TinyModel.LLAMA, TinyModel.LLAMA.golden().trees().get(0)))
                .containsOnly(0);
        assertThat(read(TinyModel.LLAMA, new TokenTree(new int[] {5}, List.of())))
                .containsOnly(0);
    }

    private static float[] read(TinyModel tiny, TokenTree tree) {
        return tiny.model().read(List.of(tree), tiny.adapter()).get(0).state();
    }

    @Test
    void shouldNotLetAContinuationSeeAnother() {
        // Given two trees that differ in their first continuation only
        TokenTree tree = TinyModel.LLAMA.golden().trees().get(0);
        int[] refusal = tree.continuations().get(1);
        TokenTree other = new TokenTree(tree.prompt(), List.of(new int[] {7, 8, 9, 10}, refusal));

        float[][][] first = score(tree);
        float[][][] second = score(other);

        assertSame(new float[][] {first[0][1]}, new float[][] {second[0][1]});
    }

    @Test
    void shouldSeeThePromptAndTheTokensBefore() {
        // Given trees that differ in one early token of the prompt, or of the response
        TokenTree tree = TinyModel.LLAMA.golden().trees().get(0);
        int[] prompt = tree.prompt().clone();
        prompt[0] = (prompt[0] + 1) % 512;
        int[] response = tree.continuations().get(0).clone();
        response[0] = (response[0] + 1) % 512;

        float[] scored = score(tree)[0][0];
        float[] otherPrompt =
                score(new TokenTree(prompt, List.of(tree.continuations().get(0))))[0][0];
        float[] otherResponse = score(new TokenTree(tree.prompt(), List.of(response)))[0][0];

        int last = scored.length - 1;
        assertThat(otherPrompt[last]).isNotCloseTo(scored[last], within(1e-4f));
        assertThat(otherResponse[last]).isNotCloseTo(scored[last], within(1e-4f));
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotDependOnTheOrderOfTheBatch(TinyModel tiny) {
        List<TokenTree> trees = new ArrayList<>(tiny.golden().trees());
        float[][][] inOrder = tiny.model().negativeLogLikelihoods(trees, tiny.adapter());

        Collections.reverse(trees);
        float[][][] reversed = tiny.model().negativeLogLikelihoods(trees, tiny.adapter());

        for (int i = 0; i < inOrder.length; i++) {
            assertSame(inOrder[i], reversed[inOrder.length - 1 - i]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAddUpGradientsOfSingleTrees(TinyModel tiny) {
        List<TokenTree> trees = tiny.golden().trees();
        double[] sum = new double[tiny.adapter().values().length];
        for (TokenTree tree : trees) {
            add(sum, gradient(tiny, List.of(tree)));
        }

        float[] together = gradient(tiny, trees);

        double largest = 0;
        double difference = 0;
        for (int i = 0; i < sum.length; i++) {
            largest = Math.max(largest, Math.abs(sum[i]));
            difference = Math.max(difference, Math.abs(sum[i] - together[i]));
        }
        assertThat(largest).isPositive();
        assertThat(difference).isLessThan(1e-5 * largest);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadContinuationsOfAnyLength(TinyModel tiny) {
        // Given trees as a cut leaves them: without a response, with one token, without any continuation
        TokenTree tree = tiny.golden().trees().get(0);
        int[] refusal = tree.continuations().get(1);
        int[] one = {refusal[0]};
        List<TokenTree> trees = List.of(
                new TokenTree(tree.prompt(), List.of(new int[0], refusal)),
                new TokenTree(tree.prompt(), List.of(one, refusal)),
                new TokenTree(new int[] {5}, List.of()),
                new TokenTree(new int[] {5}, List.of(refusal)));

        float[][][] scored = tiny.model().negativeLogLikelihoods(trees, tiny.adapter());

        assertThat(scored[0][0]).isEmpty();
        assertThat(scored[1][0]).hasSize(1);
        assertThat(scored[2]).isEmpty();
        assertThat(scored[3][0]).hasSize(refusal.length);
        assertSame(new float[][] {scored[0][1]}, new float[][] {scored[1][1]});
        assertThat(scored[1][0][0])
                .isCloseTo(scored[1][1][0], within(ROUNDING)); // the same token after the same prompt
    }

    @Test
    void shouldGiveNothingForNothing() {
        TinyModel tiny = TinyModel.LLAMA;
        TokenTree unlabelled = new TokenTree(new int[] {5}, List.of(new int[0]));

        assertThat(tiny.model().negativeLogLikelihoods(List.of(), tiny.adapter()))
                .isEmpty();
        assertThat(tiny.model().negativeLogLikelihoods(List.of(unlabelled), tiny.adapter())[0][0])
                .isEmpty();
        assertThat(tiny.model().generate(List.of(), tiny.adapter(), 4)).isEmpty();
        try (ForwardPass pass = tiny.model().forward(List.of(unlabelled), tiny.adapter())) {
            assertThat(pass.gradient(FirstContinuations.of(pass.negativeLogLikelihoods())))
                    .containsOnly(0f);
        }
    }

    @Test
    void shouldRejectTokensThatTheModelDoesNotHave() {
        TinyModel tiny = TinyModel.LLAMA;

        for (int stranger : new int[] {-1, 512}) {
            TokenTree tree = new TokenTree(new int[] {5}, List.of(new int[] {6, stranger}));
            assertThatThrownBy(() -> tiny.model().negativeLogLikelihoods(List.of(tree), tiny.adapter()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("token id " + stranger + " is outside of the model's vocabulary of 512");
        }
    }

    @Test
    void shouldRejectCoefficientsOfAnotherShapeAndASecondGradient() {
        TinyModel tiny = TinyModel.LLAMA;
        TokenTree tree = new TokenTree(new int[] {5}, List.of(new int[] {6, 7}));

        try (ForwardPass pass = tiny.model().forward(List.of(tree), tiny.adapter())) {
            assertThatThrownBy(() -> pass.gradient(new float[][] {{1}})).isInstanceOf(IllegalArgumentException.class);
            assertThat(pass.gradient(new float[][] {{1, 1}})).isNotEmpty();
            assertThatThrownBy(() -> pass.gradient(new float[][] {{1, 1}})).isInstanceOf(IllegalStateException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveAsMuchGradientAsFiniteDifferencesSay(TinyModel tiny) {
        // Given a step along the gradient, on which fp32's rounding is small against the change
        List<TokenTree> trees = tiny.golden().trees().subList(4, 8);
        float[] gradient = gradient(tiny, trees);
        double norm = Gradients.norm(gradient);
        double step = 0.02;

        double ahead = sum(tiny, trees, moved(tiny.adapter(), gradient, step / norm));
        double behind = sum(tiny, trees, moved(tiny.adapter(), gradient, -step / norm));

        assertThat((ahead - behind) / (2 * step)).isCloseTo(norm, within(0.01 * norm));
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveEachProjectionAsMuchGradientAsFiniteDifferencesSay(TinyModel tiny) {
        // Given an adapter on every projection whose factors are all other than zero
        Adapter start = tiny.adapterOnAllProjections();
        List<TokenTree> trees = tiny.golden().trees().subList(4, 8);
        float[] gradient = gradient(tiny, trees, start);

        for (String projection : LoraConfig.PROJECTIONS) {
            float[] part = only(projection, start.layout(), gradient);
            double norm = Gradients.norm(part);
            double step = 0.05;
            double ahead = sum(tiny, trees, moved(start, part, step / norm));
            double behind = sum(tiny, trees, moved(start, part, -step / norm));
            assertThat((ahead - behind) / (2 * step)).as(projection).isCloseTo(norm, within(0.02 * norm));
        }
    }

    private static float[] only(String projection, AdapterLayout layout, float[] values) {
        float[] part = new float[values.length];
        for (AdapterLayout.Tensor tensor : layout.tensors()) {
            if (tensor.name().contains("." + projection + ".")) {
                System.arraycopy(values, tensor.offset(), part, tensor.offset(), tensor.size());
            }
        }
        return part;
    }

    private static float[][][] score(TokenTree tree) {
        return TinyModel.LLAMA.model().negativeLogLikelihoods(List.of(tree), TinyModel.LLAMA.adapter());
    }

    private static void assertSame(float[][] left, float[][] right) {
        assertThat(left.length).isEqualTo(right.length);
        for (int c = 0; c < left.length; c++) {
            assertThat(left[c]).as("continuation %s", c).containsExactly(right[c], within(ROUNDING));
        }
    }

    /** Gradient of the sum of the first continuations' negative log-likelihoods. */
    private static float[] gradient(TinyModel tiny, List<TokenTree> trees) {
        return gradient(tiny, trees, tiny.adapter());
    }

    private static float[] gradient(TinyModel tiny, List<TokenTree> trees, Adapter adapter) {
        try (ForwardPass pass = tiny.model().forward(trees, adapter)) {
            float[][] ones = FirstContinuations.of(pass.negativeLogLikelihoods());
            for (float[] continuation : ones) {
                Arrays.fill(continuation, 1);
            }
            return pass.gradient(ones);
        }
    }

    private static double sum(TinyModel tiny, List<TokenTree> trees, Adapter adapter) {
        double sum = 0;
        for (float[] continuation : FirstContinuations.of(tiny.model().negativeLogLikelihoods(trees, adapter))) {
            for (float loss : continuation) {
                sum += loss;
            }
        }
        return sum;
    }

    private static void add(double[] sum, float[] values) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[i];
        }
    }

    private static Adapter moved(Adapter adapter, float[] direction, double step) {
        float[] values = adapter.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] += (float) (step * direction[i]);
        }
        return adapter.with(values);
    }
}
