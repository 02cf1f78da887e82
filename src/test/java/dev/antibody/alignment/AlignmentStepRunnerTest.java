package dev.antibody.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.checkpoint.TrainingState;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Defence;
import dev.antibody.method.Flatness;
import dev.antibody.method.LambdaRule;
import dev.antibody.method.RepNoise;
import dev.antibody.method.Vaccine;
import dev.antibody.training.SkipReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Beside {@link AlignmentParityTest}, which holds the gradient to the reference. */
class AlignmentStepRunnerTest {

    private final AlignmentData data = AlignmentSamples.data();
    private final AlignmentState start = AlignmentState.initial(AlignmentSamples.TINY.adapter());

    @Test
    void shouldBePlainAlignmentWithoutFlatnessAndRefusal() {
        // Booster with λ = 0 is SFT
        AlignmentStep booster = step(Flatness.booster(0, 0.1));
        AlignmentStep sft = step(new Defence.None());

        assertThat(values(booster))
                .isEqualTo(values(sft))
                .isNotEqualTo(start.training().adapter().values());
        assertThat(booster.measures().align()).isEqualTo(sft.measures().align());
        // measured without a gradient, in which products are grouped otherwise
        assertThat(harm(booster.measures()).loss())
                .isCloseTo(harm(sft.measures()).loss(), within(1e-6));
        assertThat(sft.measures().own()).isNull();
    }

    @Test
    void shouldBeBoosterWithAConstantLambdaAndNoRefusal() {
        AlignmentStep booster = step(Flatness.booster(5, 0.1));
        AlignmentStep antibody = step(new Flatness(new LambdaRule.Constant(5), 0.1, 0));
        AlignmentStep withRefusal = step(new Flatness(new LambdaRule.Constant(5), 0.1, 0.05));

        assertThat(values(booster)).isEqualTo(values(antibody)).isNotEqualTo(values(step(new Defence.None())));
        assertThat(values(withRefusal)).isNotEqualTo(values(booster));
    }

    @Test
    void shouldBePlainAlignmentWhenHiddenStatesAreNotShifted() {
        AlignmentStep vaccine = step(new Vaccine(0));
        AlignmentStep sft = step(new Defence.None());

        // the samples are read one by one, which groups products otherwise; Adam's first steps are as long as the rate
        // whatever the gradient, so what is equal is the gradient
        assertThat(vaccine.gradientNorm()).isCloseTo(sft.gradientNorm(), within(1e-6 * sft.gradientNorm()));
        assertThat(vaccine.measures().align()).isCloseTo(sft.measures().align(), within(1e-6));
        assertThat(harm(vaccine.measures()).loss())
                .isEqualTo(harm(sft.measures()).loss());
        assertThat(values(step(new Vaccine(2)))).isNotEqualTo(values(sft));
    }

    @Test
    void shouldShiftHiddenStatesToWhereTheLossIsHigher() {
        AlignmentMeasures measures = step(new Vaccine(2)).measures();

        assertThat(measures.own()).isInstanceOfSatisfying(AlignmentMeasures.Perturbation.class, perturbation -> {
            assertThat(perturbation.alignPerturbed()).isGreaterThan(measures.align());
            assertThat(perturbation.hiddenNorm()).isPositive();
        });
    }

    @Test
    void shouldBePlainAlignmentWhenNothingIsUnlearnedOrNoised() {
        AlignmentStep repNoise = step(new RepNoise(0, 0, 1));
        AlignmentStep sft = step(new Defence.None());

        assertThat(values(repNoise)).isEqualTo(values(sft));
        assertThat(repNoise.measures().align()).isEqualTo(sft.measures().align());
        assertThat(harm(repNoise.measures()).loss())
                .isCloseTo(harm(sft.measures()).loss(), within(1e-6));
    }

    @Test
    void shouldUnlearnHarmfulResponsesAndDrawTheirHiddenStatesTowardsNoise() {
        // Given weights that leave little of plain alignment
        AlignmentMeasures.Noising before = noising(new RepNoise(20, 0, 1), start);
        AlignmentMeasures.Noising unlearned = noising(new RepNoise(20, 0, 1), steps(new RepNoise(20, 0, 1), 4));
        assertThat(unlearned.harmfulByLayer()).isGreaterThan(before.harmfulByLayer());

        AlignmentMeasures.Noising noised = noising(new RepNoise(0, 100, 1), steps(new RepNoise(0, 100, 1), 4));
        assertThat(noised.discrepancy()).isLessThan(before.discrepancy());
    }

    @Test
    void shouldDrawTheNoiseOfAStepFromItsSeed() {
        RepNoise method = new RepNoise(1, 1, 1);

        assertThat(values(step(method))).isEqualTo(values(step(method)));
        assertThat(values(step(method))).isNotEqualTo(values(step(new RepNoise(1, 1, 2))));
        assertThat(method.noise(0).nextLong()).isNotEqualTo(method.noise(1).nextLong());
    }

    @Test
    void shouldTakeSamplesThatLostTheirResponses() {
        // Given a harmful batch of which one sample, or all, were cut down to their prompts, and safe ones likewise
        List<TokenTree> harmful = new ArrayList<>(data.harmful());
        harmful.set(1, withoutResponse(harmful.get(1)));
        AlignmentStep one = runner(new RepNoise(1, 1, 1)).step(start, data.safe(), harmful);
        harmful.replaceAll(AlignmentStepRunnerTest::withoutResponse);
        AlignmentStep all = runner(new RepNoise(1, 1, 1)).step(start, data.safe(), harmful);
        List<TokenTree> safe = data.safe().stream()
                .map(tree -> new TokenTree(tree.prompt(), List.of(new int[0])))
                .toList();
        AlignmentStep vaccine = runner(new Vaccine(2)).step(start, safe, data.harmful());

        assertThat(one).isInstanceOf(AlignmentStep.Updated.class);
        assertThat(values(all)).isEqualTo(values(step(new Defence.None())));
        assertThat(vaccine.gradientNorm()).isZero();
    }

    private static TokenTree withoutResponse(TokenTree tree) {
        return new TokenTree(
                tree.prompt(), List.of(new int[0], tree.continuations().get(1)));
    }

    private AlignmentState steps(RepNoise method, int count) {
        AlignmentState state = start;
        for (int i = 0; i < count; i++) {
            state = runner(method).step(state, data.safe(), data.harmful()).state();
        }
        return state;
    }

    /** With the noise of the first step. */
    private AlignmentMeasures.Noising noising(RepNoise method, AlignmentState state) {
        AlignmentState first = AlignmentState.initial(state.training().adapter());
        AlignmentMeasures measures =
                runner(method).step(first, data.safe(), data.harmful()).measures();
        return (AlignmentMeasures.Noising) Objects.requireNonNull(measures.own());
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

        assertThat(harm(other.measures()).loss())
                .isEqualTo(harm(step(booster).measures()).loss());
        assertThat(harm(other.measures()).r())
                .isNotEqualTo(harm(step(booster).measures()).r());
    }

    @Test
    void shouldLowerTheHarmfulLossByTheVirtualAttackStep() {
        AlignmentMeasures measures =
                step(Flatness.antibody(AlignmentSamples.THEOREM)).measures();

        assertThat(measures.own()).isInstanceOfSatisfying(AlignmentMeasures.Sharpness.class, sharpness -> assertThat(
                        sharpness.harmfulPerturbed())
                .isLessThan(harm(measures).loss()));
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

    private AlignmentStep step(Defence defence) {
        return runner(defence).step(start, data.safe(), data.harmful());
    }

    private static AlignmentStepRunner runner(Defence defence) {
        return new AlignmentStepRunner(AlignmentSamples.TINY.model(), AlignmentSamples.settings(defence));
    }

    private static float[] values(AlignmentStep step) {
        return step.state().training().adapter().values();
    }

    private static AlignmentMeasures.Harm harm(AlignmentMeasures measures) {
        return Objects.requireNonNull(measures.harm());
    }
}
