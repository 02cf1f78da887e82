package dev.antibody.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.checkpoint.TrainingState;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.AdamW;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Method;
import dev.antibody.method.ProximalPull;
import dev.antibody.method.SafetyAnchors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beside {@link StepParityTest}, which holds a step's numbers to the reference. */
class StepRunnerTest {

    private final TrainingState start = TrainingState.initial(TinySamples.TINY.adapter());

    @Test
    void shouldNotChangeTheStateThatItStartsFrom() {
        float[] before = start.adapter().values().clone();

        StepResult result = step(Method.ANTIBODY, start, fresh(true));

        assertThat(start.adapter().values()).isEqualTo(before);
        assertThat(start.optimizer().m()).containsOnly(0f);
        assertThat(result.state().adapter().values()).isNotEqualTo(before);
        assertThat(result.state().step()).isEqualTo(1);
        assertThat(result.state().optimizer().steps()).isEqualTo(1);
    }

    @Test
    void shouldWeighAllSamplesAlikeAndScoreNoneInPlainFineTuning() {
        StepResult result = step(Method.SFT, start, fresh(false));

        assertThat(result.samples()).extracting(SampleWeight::weight).containsOnly(0.25);
        assertThat(result.samples()).extracting(SampleWeight::r).allMatch(r -> Double.isNaN(r));
        assertThat(result).isInstanceOf(StepResult.Updated.class);
    }

    @Test
    void shouldSkipTheStepWhenNothingIsAdmitted() {
        StepResult result = step(Method.ANTIBODY, start, fresh(false));

        assertSkipped(result, SkipReason.NOTHING_ADMITTED);
        assertThat(result.samples()).extracting(SampleWeight::weight).containsOnly(0.0);
    }

    @Test
    void shouldLeaveSamplesOutThatTheGateHeldBack() {
        List<TrainingSample> samples = new ArrayList<>(fresh(true));
        TrainingSample first = samples.get(0);
        samples.set(0, TrainingSample.fresh(first.id(), first.offset(), first.tree(), false));

        StepResult with = step(Method.ANTIBODY, start, samples);
        StepResult without = step(Method.ANTIBODY, start, samples.subList(1, 4));

        assertThat(with.samples().get(0).weight()).isZero();
        assertThat(with.samples().subList(1, 4)).isEqualTo(without.samples());
        assertThat(with.state().adapter().values())
                .isEqualTo(without.state().adapter().values());
    }

    @Test
    void shouldWeighByAttachedScoresWhenItNeedNotRefreshThem() {
        // Given scores that say the opposite of what the model says now
        List<TrainingSample> fresh = fresh(true);
        StepResult refreshed = step(Method.ANTIBODY, start, fresh);
        List<TrainingSample> attached = new ArrayList<>();
        for (int i = 0; i < fresh.size(); i++) {
            double r = -refreshed.samples().get(i).r();
            TrainingSample sample = fresh.get(i);
            LogProbs logProbs = new LogProbs(r, new double[] {0});
            attached.add(new TrainingSample(sample.id(), sample.offset(), sample.tree(), true, logProbs, null, false));
        }

        StepResult result = step(Method.ANTIBODY, start, attached);

        for (int i = 0; i < attached.size(); i++) {
            SampleWeight weight = result.samples().get(i);
            assertThat(weight.refreshed()).isFalse();
            assertThat(weight.r()).isEqualTo(-refreshed.samples().get(i).r());
        }
        // w = softmax(r), so products of a sample's two weights are the same for all
        double product =
                result.samples().get(0).weight() * refreshed.samples().get(0).weight();
        for (int i = 1; i < attached.size(); i++) {
            assertThat(result.samples().get(i).weight()
                            * refreshed.samples().get(i).weight())
                    .isCloseTo(product, within(1e-9));
        }
    }

    @Test
    void shouldSkipTheStepWhenTheLossIsNotFinite() {
        float[] values = start.adapter().values().clone();
        values[0] = Float.NaN;
        TrainingState broken = TrainingState.initial(start.adapter().with(values));

        assertSkipped(step(Method.ANTIBODY, broken, fresh(true)), SkipReason.LOSS_NOT_FINITE);
    }

    @Test
    void shouldSkipTheStepWhenTheUpdateIsNotFinite() {
        // Given moments that overflow
        float[] full = new float[start.adapter().values().length];
        Arrays.fill(full, Float.POSITIVE_INFINITY);
        TrainingState broken = new TrainingState(start.adapter(), new AdamW.State(new float[full.length], full, 0), 0);

        assertSkipped(step(Method.ANTIBODY, broken, fresh(true)), SkipReason.UPDATE_NOT_FINITE);
    }

    @Test
    void shouldCountTheTokensOfPromptsAndResponses() {
        int tokens = 0;
        for (TokenTree tree : TinySamples.trees()) {
            tokens += tree.prompt().length + tree.continuations().get(0).length;
        }

        assertThat(step(Method.ANTIBODY, start, fresh(true)).tokens()).isEqualTo(tokens);
    }

    @Test
    void shouldMakeNoUpdateFromResponsesThatWereCutAwayWhole() {
        // Given prompts of the maximum length: nothing to learn, as N is 0
        List<TrainingSample> samples = List.of(TrainingSample.fresh(
                "long", 0, new TokenTree(new int[] {5, 6}, List.of(new int[0], new int[0])), true));

        StepResult result = step(Method.ANTIBODY, start, samples);

        assertThat(result.loss()).isZero();
        assertThat(result.gradientNorm()).isZero();
    }

    @Test
    void shouldChooseAnchorsByTheNumberOfTheStep() {
        // Given two states that differ in nothing but their number
        TrainingState later = start.skipped();
        Rehearsal.Anchors anchors =
                new Rehearsal.Anchors(TinySamples.trees().subList(0, 2), new SafetyAnchors(2, 1, 1), 1);

        float[] first = stepWith(anchors, start, fresh(true)).state().adapter().values();
        float[] second = stepWith(anchors, later, fresh(true)).state().adapter().values();

        assertThat(stepWith(anchors, start, fresh(true)).state().adapter().values())
                .isEqualTo(first);
        assertThat(second).isNotEqualTo(first);
        assertThat(step(Method.ANTIBODY, start, fresh(true)).state().adapter().values())
                .isEqualTo(step(Method.ANTIBODY, later, fresh(true))
                        .state()
                        .adapter()
                        .values())
                .isNotEqualTo(first);
    }

    @Test
    void shouldSkipAStepWithoutUserSamplesThoughThereAreAnchors() {
        Rehearsal.Anchors anchors =
                new Rehearsal.Anchors(TinySamples.trees().subList(0, 2), new SafetyAnchors(2, 1, 1), 1);

        assertSkipped(stepWith(anchors, start, fresh(false)), SkipReason.NOTHING_ADMITTED);
    }

    @Test
    void shouldWantASample() {
        assertThatThrownBy(() -> step(Method.SFT, start, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertSkipped(StepResult result, SkipReason reason) {
        assertThat(result).isInstanceOfSatisfying(StepResult.Skipped.class, skipped -> assertThat(skipped.reason())
                .isEqualTo(reason));
        assertThat(result.state().step()).isEqualTo(1);
        assertThat(result.state().optimizer().steps()).isZero();
        Adapter after = result.state().adapter();
        assertThat(after.layout()).isEqualTo(start.adapter().layout());
        assertThat(Arrays.copyOfRange(after.values(), 1, 50))
                .isEqualTo(Arrays.copyOfRange(start.adapter().values(), 1, 50));
    }

    private static StepResult step(Method method, TrainingState state, List<TrainingSample> samples) {
        return new StepRunner(TinySamples.TINY.model(), TinySamples.settings(method)).step(state, samples);
    }

    private static StepResult stepWith(Rehearsal.Anchors anchors, TrainingState state, List<TrainingSample> samples) {
        Rehearsal.Beside beside = new Rehearsal.Beside(anchors, new ProximalPull(0));
        return new StepRunner(TinySamples.TINY.model(), TinySamples.settings(Method.ANTIBODY), beside, new float[0])
                .step(state, samples);
    }

    private static List<TrainingSample> fresh(boolean admitted) {
        List<TrainingSample> samples = new ArrayList<>();
        for (TokenTree tree : TinySamples.trees()) {
            samples.add(TrainingSample.fresh("sample-" + samples.size(), samples.size(), tree, admitted));
        }
        return samples;
    }
}
