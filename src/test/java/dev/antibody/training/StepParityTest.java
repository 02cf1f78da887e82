package dev.antibody.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.checkpoint.TrainingState;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.AdapterLayout;
import dev.antibody.lm.Golden;
import dev.antibody.lm.TinyModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.AdamW;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Loss;
import dev.antibody.method.Method;
import dev.antibody.method.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A step's one pass gives the numbers of the published code's three passes, in PyTorch with PEFT. */
class StepParityTest {

    private static final double NATS = 1e-4;

    @ParameterizedTest
    @EnumSource
    void shouldScoreWeighAndLoseAsTheReference(TinyModel tiny) {
        Golden golden = tiny.golden();

        StepResult result = step(tiny);

        assertThat(result).isInstanceOf(StepResult.Updated.class);
        double[] r = result.samples().stream().mapToDouble(SampleWeight::r).toArray();
        double[] weights =
                result.samples().stream().mapToDouble(SampleWeight::weight).toArray();
        assertThat(r).containsExactly(golden.r(), within(NATS));
        assertThat(weights).containsExactly(golden.w(), within(NATS));
        assertThat(result.loss()).isCloseTo(golden.loss(), within(NATS));
        assertThat(result.gradientNorm()).isCloseTo(golden.gradNormAll(), within(1e-4 * golden.gradNormAll()));
    }

    @ParameterizedTest
    @EnumSource
    void shouldUpdateTheParametersAsAdamWOfPyTorch(TinyModel tiny) {
        Golden golden = tiny.golden();

        Adapter updated = step(tiny).state().adapter();

        assertThat(golden.adamw().first8()).isNotEmpty();
        golden.adamw().first8().forEach((name, expected) -> {
            // the first step of Adam moves each value by about the learning rate, 1e-3
            assertThat(first8(updated, name)).as(name).containsExactly(expected, within(1e-6f));
        });
    }

    @ParameterizedTest
    @EnumSource
    void shouldScoreAsTheReferenceAfterTheStep(TinyModel tiny) {
        Golden golden = tiny.golden();

        Adapter updated = step(tiny).state().adapter();

        List<LogProbs> scored = new TreeScorer(tiny.model(), 8).score(golden.trees(), updated);
        assertThat(scored.stream().mapToDouble(LogProbs::r).toArray())
                .containsExactly(golden.rAfterStep(), within(NATS));
        assertThat(golden.rAfterStep()).isNotEqualTo(golden.r());
    }

    private static StepResult step(TinyModel tiny) {
        Golden golden = tiny.golden();
        TrainingSettings settings = new TrainingSettings(
                Method.ANTIBODY,
                Score.PAPER,
                golden.tau(),
                Loss.TOKEN,
                AdamW.Settings.of(golden.adamw().lr(), golden.adamw().weightDecay()),
                golden.adamw().clip());
        List<TrainingSample> samples = new ArrayList<>();
        for (TokenTree tree : golden.trees()) {
            samples.add(TrainingSample.fresh("sample-" + samples.size(), samples.size(), tree, true));
        }
        return new StepRunner(tiny.model(), settings).step(TrainingState.initial(tiny.adapter()), samples);
    }

    private static float[] first8(Adapter adapter, String name) {
        AdapterLayout.Tensor tensor = adapter.layout().tensors().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Arrays.copyOfRange(adapter.values(), tensor.offset(), tensor.offset() + 8);
    }
}
