package dev.antibody.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.checkpoint.TrainingState;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Flatness;
import dev.antibody.method.LambdaRule;
import dev.antibody.training.SkipReason;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Beside {@link AlignmentParityTest}, which holds the gradient to the reference. */
class AlignmentStepRunnerTest {

    private final AlignmentData data = AlignmentSamples.data();
    private final AlignmentState start = AlignmentState.initial(AlignmentSamples.TINY.adapter());

    @Test
    void shouldBePlainAlignmentWithoutFlatnessAndRefusal() {
        // Booster with λ = 0 is SFT
        AlignmentStep booster = step(Flatness.booster(0, 0.1));
        AlignmentStep sft = step(null);

        assertThat(values(booster))
                .isEqualTo(values(sft))
                .isNotEqualTo(start.training().adapter().values());
        assertThat(booster.measures().align()).isEqualTo(sft.measures().align());
        // measured without a gradient, in which products are grouped otherwise
        assertThat(booster.measures().harmful()).isCloseTo(sft.measures().harmful(), within(1e-6));
        assertThat(sft.measures().flatness()).isNull();
    }

    @Test
    void shouldBeBoosterWithAConstantLambdaAndNoRefusal() {
        AlignmentStep booster = step(Flatness.booster(5, 0.1));
        AlignmentStep antibody = step(new Flatness(new LambdaRule.Constant(5), 0.1, 0));
        AlignmentStep withRefusal = step(new Flatness(new LambdaRule.Constant(5), 0.1, 0.05));

        assertThat(values(booster)).isEqualTo(values(antibody)).isNotEqualTo(values(step(null)));
        assertThat(values(withRefusal)).isNotEqualTo(values(booster));
    }

    @Test
    void shouldNotLetTheRefusalIntoTheHarmfulLoss() {
        // the refusal in the harmful trees is for r and for the term at the perturbed point; it changes nothing in g_h
        List<TokenTree> otherRefusals = data.harmful().stream()
                .map(tree -> new TokenTree(
                        tree.prompt(), List.of(tree.continuations().get(0), new int[] {9, 9, 9})))
                .toList();
        Flatness booster = Flatness.booster(5, 0.1);

        AlignmentStep other = runner(booster).step(start, data.safe(), otherRefusals);

        assertThat(other.measures().harmful())
                .isEqualTo(step(booster).measures().harmful());
        assertThat(other.measures().harmfulR())
                .isNotEqualTo(step(booster).measures().harmfulR());
    }

    @Test
    void shouldLowerTheHarmfulLossByTheVirtualAttackStep() {
        AlignmentMeasures measures =
                step(Flatness.antibody(AlignmentSamples.THEOREM)).measures();

        assertThat(measures.flatness()).isNotNull();
        assertThat(measures.flatness().harmfulPerturbed()).isLessThan(measures.harmful());
    }

    @Test
    void shouldCountTheStepsInWhichLambdaWasNeeded() {
        AlignmentStep needed = step(Flatness.antibody(AlignmentSamples.THEOREM));
        AlignmentStep notNeeded = step(Flatness.antibody(new LambdaRule.Constant(0)));

        assertThat(needed.state().correctedShare()).isEqualTo(1);
        assertThat(notNeeded.state().correctedShare()).isZero();
        assertThat(start.correctedShare()).isZero();
    }

    @Test
    void shouldSkipAStepWhoseLossIsNotFinite() {
        float[] broken = start.training().adapter().values().clone();
        broken[0] = Float.NaN;
        Adapter adapter = start.training().adapter().with(broken);

        AlignmentStep step = runner(Flatness.antibody(AlignmentSamples.THEOREM))
                .step(AlignmentState.initial(adapter), data.safe(), data.harmful());

        assertThat(step).isInstanceOfSatisfying(AlignmentStep.Skipped.class, skipped -> {
            assertThat(skipped.reason()).isEqualTo(SkipReason.LOSS_NOT_FINITE);
            TrainingState state = skipped.state().training();
            assertThat(state.step()).isEqualTo(1);
            assertThat(state.optimizer().steps()).isZero();
            assertThat(state.adapter().values()).isEqualTo(broken);
        });
    }

    private AlignmentStep step(@Nullable Flatness flatness) {
        return runner(flatness).step(start, data.safe(), data.harmful());
    }

    private static AlignmentStepRunner runner(@Nullable Flatness flatness) {
        return new AlignmentStepRunner(AlignmentSamples.TINY.model(), AlignmentSamples.settings(flatness));
    }

    private static float[] values(AlignmentStep step) {
        return step.state().training().adapter().values();
    }
}
