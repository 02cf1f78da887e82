package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.method.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pass does to hidden states, and their gradients, are what finite differences say. */
class HooksTest {

    private static final Hooks APART = new Hooks(true, null, false);
    private static final Hooks MLP = new Hooks(false, null, true);

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheGradientByWhatAttentionAdds(TinyModel tiny) {
        for (Hooks hooks : List.of(APART, Hooks.NONE)) {
            try (AttentionShift shift = attentionGradient(tiny, hooks)) {
                double norm = shift.norm();
                double step = 0.02;
                shift.scale(step / norm);
                assertThat(shift.norm()).isCloseTo(step, within(1e-6 * step));
                double ahead = loss(tiny, tiny.adapter(), shifted(hooks, shift));
                shift.scale(-1);
                double behind = loss(tiny, tiny.adapter(), shifted(hooks, shift));

                assertThat((ahead - behind) / (2 * step)).isCloseTo(norm, within(0.01 * norm));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheAdaptersGradientUnderAShift(TinyModel tiny) {
        Adapter start = tiny.adapterOnAllProjections();
        for (Hooks hooks : List.of(APART, Hooks.NONE)) {
            try (AttentionShift shift = attentionGradient(tiny, hooks)) {
                shift.scale(2 / shift.norm());
                Hooks shifted = shifted(hooks, shift);
                float[] gradient = gradient(tiny, start, shifted);
                double norm = Gradients.norm(gradient);
                double step = 0.02;
                double ahead = loss(tiny, moved(start, gradient, step / norm), shifted);
                double behind = loss(tiny, moved(start, gradient, -step / norm), shifted);

                assertThat((ahead - behind) / (2 * step)).isCloseTo(norm, within(0.01 * norm));
                float[] plain = gradient(tiny, start, Hooks.NONE);
                assertThat(Gradients.norm(Gradients.plus(gradient, -1, plain))).isGreaterThan(1e-3 * norm);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldChangeNothingByAShiftOfNothing(TinyModel tiny) {
        try (AttentionShift shift = attentionGradient(tiny, APART)) {
            shift.scale(0);

            float[] still = gradient(tiny, tiny.adapter(), shifted(APART, shift));

            float[] plain = gradient(tiny, tiny.adapter(), Hooks.NONE);
            assertThat(Gradients.norm(Gradients.plus(still, -1, plain))).isLessThan(1e-6 * Gradients.norm(plain));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldDifferentiateALossOfWhatTheMlpsAdd(TinyModel tiny) {
        // Given a loss that is linear in these outputs, beside the likelihoods
        Adapter start = tiny.adapterOnAllProjections();
        float[][][][] slopes = slopes(tiny);
        float[] gradient;
        try (HookedPass pass = tiny.model().forward(trees(tiny), start, MLP)) {
            for (int layer = 0; layer < pass.layers(); layer++) {
                pass.pullMlpOutput(layer, slopes[layer]);
            }
            gradient = pass.gradient(ones(pass));
        }

        double norm = Gradients.norm(gradient);
        double step = 0.02;
        double ahead = lossWithOutputs(tiny, moved(start, gradient, step / norm), slopes);
        double behind = lossWithOutputs(tiny, moved(start, gradient, -step / norm), slopes);

        assertThat((ahead - behind) / (2 * step)).isCloseTo(norm, within(0.01 * norm));
        float[] plain = gradient(tiny, start, Hooks.NONE);
        assertThat(Gradients.norm(Gradients.plus(gradient, -1, plain))).isGreaterThan(0.1 * norm);
    }

    @ParameterizedTest
    @EnumSource
    void shouldDifferentiateWhatTheModelWouldSayIfItEndedEarly(TinyModel tiny) {
        Adapter start = tiny.adapterOnAllProjections();
        float[] gradient;
        try (HookedPass pass = tiny.model().forward(trees(tiny), start, Hooks.NONE)) {
            for (int layers = 1; layers <= pass.layers(); layers++) {
                assertThat(sum(pass.lensLosses(layers))).isPositive();
                pass.pullLens(layers, ones(pass));
            }
            gradient = pass.gradient(ones(pass));
        }

        double norm = Gradients.norm(gradient);
        double step = 0.02;
        double ahead = lossWithLens(tiny, moved(start, gradient, step / norm));
        double behind = lossWithLens(tiny, moved(start, gradient, -step / norm));

        assertThat((ahead - behind) / (2 * step)).isCloseTo(norm, within(0.01 * norm));
    }

    @ParameterizedTest
    @EnumSource
    void shouldSayBehindTheLastLayerWhatTheModelSays(TinyModel tiny) {
        try (HookedPass pass = tiny.model().forward(trees(tiny), tiny.adapter(), Hooks.NONE)) {
            float[][] said = FirstContinuations.of(pass.negativeLogLikelihoods());

            assertClose(pass.lensLosses(pass.layers()), said);
            assertThat(sum(pass.lensLosses(0))).isNotCloseTo(sum(said), within(0.1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowTheSameOutputsWhateverElseIsInTheBatch(TinyModel tiny) {
        List<TokenTree> trees = trees(tiny);
        try (HookedPass together = tiny.model().forward(trees, tiny.adapter(), MLP)) {
            for (int i = 0; i < trees.size(); i++) {
                try (HookedPass alone = tiny.model().forward(trees.subList(i, i + 1), tiny.adapter(), MLP)) {
                    for (int layer = 0; layer < alone.layers(); layer++) {
                        float[][] ours = together.mlpOutput(layer)[i];
                        assertThat(ours)
                                .hasDimensions(trees.get(i).continuations().get(0).length, hidden(tiny));
                        assertClose(ours, alone.mlpOutput(layer)[0]);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldStayNearFp32InBf16(TinyModel tiny) {
        EngineOptions narrow = new EngineOptions(NumberFormat.BF16, EngineOptions.CPU, 1, Set.of());
        try (TorchLanguageModel model = TorchLanguageModel.load(tiny.directory(), narrow);
                AttentionShift shift = attentionGradient(tiny, APART);
                AttentionShift rounded = attentionGradient(model, tiny, APART)) {
            assertThat(rounded.norm()).isCloseTo(shift.norm(), within(0.05 * shift.norm()));
            rounded.scale(2 / rounded.norm());
            shift.scale(2 / shift.norm());

            float[] ours = gradient(model, tiny, tiny.adapter(), shifted(APART, rounded));

            float[] exact = gradient(tiny, tiny.adapter(), shifted(APART, shift));
            double cosine = Gradients.dot(ours, exact) / Gradients.norm(ours) / Gradients.norm(exact);
            assertThat(cosine).isGreaterThan(0.99);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldDifferentiateOtherLossesInBf16Too(TinyModel tiny) {
        float[][][][] slopes = slopes(tiny);
        EngineOptions narrow = new EngineOptions(NumberFormat.BF16, EngineOptions.CPU, 1, Set.of());
        try (TorchLanguageModel model = TorchLanguageModel.load(tiny.directory(), narrow)) {
            float[] ours = gradientOfAll(model, tiny, slopes);
            float[] exact = gradientOfAll(tiny.model(), tiny, slopes);

            double cosine = Gradients.dot(ours, exact) / Gradients.norm(ours) / Gradients.norm(exact);
            assertThat(cosine).isGreaterThan(0.99);
        }
    }

    private static float[] gradientOfAll(LanguageModel model, TinyModel tiny, float[][][][] slopes) {
        try (HookedPass pass = model.forward(trees(tiny), tiny.adapterOnAllProjections(), MLP)) {
            for (int layer = 0; layer < pass.layers(); layer++) {
                pass.pullMlpOutput(layer, slopes[layer]);
                assertThat(sum(pass.lensLosses(layer + 1))).isPositive();
                pass.pullLens(layer + 1, ones(pass));
            }
            return pass.gradient(ones(pass));
        }
    }

    @Test
    void shouldGiveTheSameBitsEachTime() {
        TinyModel tiny = TinyModel.GEMMA2;
        List<float[]> gradients = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (AttentionShift shift = attentionGradient(tiny, APART)) {
                shift.scale(2 / shift.norm());
                gradients.add(gradient(tiny, tiny.adapter(), shifted(APART, shift)));
            }
        }

        assertThat(gradients.get(0)).isEqualTo(gradients.get(1));
    }

    @Test
    void shouldHaveNothingToShiftWhereNoLabelIs() {
        TinyModel tiny = TinyModel.LLAMA;
        List<TokenTree> unlabelled = List.of(new TokenTree(new int[] {5}, List.of(new int[0])));

        try (HookedPass pass = tiny.model().forward(unlabelled, tiny.adapter(), APART);
                AttentionShift shift = pass.attentionGradient(new float[1][0])) {
            assertThat(shift.norm()).isZero();
            shift.scale(2);
            assertThat(pass.layers()).isEqualTo(2);
            assertThat(pass.mlpOutput(1)).hasDimensions(1, 0);
            pass.pullMlpOutput(1, new float[1][0][]);
            try (HookedPass second = tiny.model().forward(unlabelled, tiny.adapter(), shifted(APART, shift))) {
                assertThat(second.gradient(new float[1][0])).containsOnly(0f);
            }
        }
    }

    @Test
    void shouldRefuseWhatWasNotAskedForOrDoesNotFit() {
        TinyModel tiny = TinyModel.LLAMA;
        List<TokenTree> trees = trees(tiny);
        try (AttentionShift shift = attentionGradient(tiny, APART);
                HookedPass pass = tiny.model().forward(trees, tiny.adapter(), APART)) {
            assertThatThrownBy(() -> pass.mlpOutput(0)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> pass.pullMlpOutput(0, new float[0][][])).isInstanceOf(IllegalStateException.class);
            Hooks shifted = shifted(APART, shift);
            assertThatThrownBy(() -> tiny.model().forward(trees.subList(1, 3), tiny.adapter(), shifted))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("it is for the trees that it was measured on");
            Hooks both = new Hooks(true, shift, true);
            assertThatThrownBy(() -> tiny.model().forward(trees, tiny.adapter(), both))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        AttentionShift closed = attentionGradient(tiny, APART);
        closed.close();
        assertThatThrownBy(() -> tiny.model().forward(trees, tiny.adapter(), shifted(APART, closed)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the shift is closed");
        try (HookedPass pass = tiny.model().forward(trees, tiny.adapter(), MLP)) {
            assertThatThrownBy(() -> pass.pullMlpOutput(0, new float[1][0][]))
                    .isInstanceOf(IllegalArgumentException.class);
            pass.attentionGradient(ones(pass)).close();
            assertThatThrownBy(() -> pass.gradient(ones(pass))).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldKeepNothingOfAHookedPass() {
        TinyModel tiny = TinyModel.LLAMA3;
        int before = tiny.model().liveArrays();
        for (int i = 0; i < 10; i++) {
            try (AttentionShift shift = attentionGradient(tiny, APART)) {
                gradient(tiny, tiny.adapter(), shifted(APART, shift));
            }
            lossWithOutputs(tiny, tiny.adapter(), slopes(tiny));
        }

        assertThat(tiny.model().liveArrays()).isEqualTo(before);
    }

    private static Hooks shifted(Hooks hooks, AttentionShift shift) {
        return new Hooks(hooks.apart(), shift, false);
    }

    private static List<TokenTree> trees(TinyModel tiny) {
        return tiny.golden().trees().subList(4, 8);
    }

    private static AttentionShift attentionGradient(TinyModel tiny, Hooks hooks) {
        return attentionGradient(tiny.model(), tiny, hooks);
    }

    private static AttentionShift attentionGradient(LanguageModel model, TinyModel tiny, Hooks hooks) {
        try (HookedPass pass = model.forward(trees(tiny), tiny.adapter(), hooks)) {
            return pass.attentionGradient(ones(pass));
        }
    }

    private static float[] gradient(TinyModel tiny, Adapter adapter, Hooks hooks) {
        return gradient(tiny.model(), tiny, adapter, hooks);
    }

    private static float[] gradient(LanguageModel model, TinyModel tiny, Adapter adapter, Hooks hooks) {
        try (HookedPass pass = model.forward(trees(tiny), adapter, hooks)) {
            return pass.gradient(ones(pass));
        }
    }

    private static double loss(TinyModel tiny, Adapter adapter, Hooks hooks) {
        try (HookedPass pass = tiny.model().forward(trees(tiny), adapter, hooks)) {
            return sum(pass);
        }
    }

    private static double lossWithOutputs(TinyModel tiny, Adapter adapter, float[][][][] slopes) {
        try (HookedPass pass = tiny.model().forward(trees(tiny), adapter, MLP)) {
            double sum = sum(pass);
            for (int layer = 0; layer < slopes.length; layer++) {
                float[][][] output = pass.mlpOutput(layer);
                for (int i = 0; i < output.length; i++) {
                    for (int t = 0; t < output[i].length; t++) {
                        sum += Gradients.dot(output[i][t], slopes[layer][i][t]);
                    }
                }
            }
            return sum;
        }
    }

    private static double lossWithLens(TinyModel tiny, Adapter adapter) {
        try (HookedPass pass = tiny.model().forward(trees(tiny), adapter, Hooks.NONE)) {
            double sum = sum(pass);
            for (int layers = 1; layers <= pass.layers(); layers++) {
                sum += sum(pass.lensLosses(layers));
            }
            return sum;
        }
    }

    private static double sum(float[][] losses) {
        double sum = 0;
        for (float[] tree : losses) {
            for (float loss : tree) {
                sum += loss;
            }
        }
        return sum;
    }

    private static float[][][][] slopes(TinyModel tiny) {
        Random random = new Random(8);
        try (HookedPass pass = tiny.model().forward(trees(tiny), tiny.adapter(), MLP)) {
            float[][][][] slopes = new float[pass.layers()][][][];
            for (int layer = 0; layer < slopes.length; layer++) {
                slopes[layer] = pass.mlpOutput(layer);
                for (float[][] tree : slopes[layer]) {
                    for (float[] vector : tree) {
                        for (int c = 0; c < vector.length; c++) {
                            vector[c] = (float) random.nextGaussian();
                        }
                    }
                }
            }
            return slopes;
        }
    }

    private static double sum(ForwardPass pass) {
        return sum(FirstContinuations.of(pass.negativeLogLikelihoods()));
    }

    private static float[][] ones(ForwardPass pass) {
        float[][] ones = FirstContinuations.of(pass.negativeLogLikelihoods());
        for (float[] continuation : ones) {
            Arrays.fill(continuation, 1);
        }
        return ones;
    }

    private static int hidden(TinyModel tiny) {
        return ModelConfig.read(tiny.directory().resolve("config.json")).hidden();
    }

    private static void assertClose(float[][] left, float[][] right) {
        for (int t = 0; t < right.length; t++) {
            assertThat(left[t]).containsExactly(right[t], within(2e-5f));
        }
    }

    private static Adapter moved(Adapter adapter, float[] direction, double step) {
        return adapter.with(Gradients.plus(adapter.values(), step, direction));
    }
}
