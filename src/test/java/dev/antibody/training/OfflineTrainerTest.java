package dev.antibody.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.TrainingState;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.AdamW;
import dev.antibody.method.BatchOrder;
import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Gate;
import dev.antibody.method.Gradients;
import dev.antibody.method.LearningRate;
import dev.antibody.method.LogProbs;
import dev.antibody.method.LogisticRegression;
import dev.antibody.method.Loss;
import dev.antibody.method.Method;
import dev.antibody.method.ProximalPull;
import dev.antibody.method.SafetyAnchors;
import dev.antibody.method.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OfflineTrainerTest {

    @Property(tries = 12)
    void shouldGiveTheSameBitsForTheSameInput(
            @ForAll @IntRange(min = 1, max = 6) int samples,
            @ForAll @IntRange(min = 1, max = 4) int batch,
            @ForAll @IntRange(min = 1, max = 3) int epochs,
            @ForAll boolean shuffled,
            @ForAll Method method) {
        OfflineSettings settings = settings(method, batch, epochs, shuffled ? 5L : null, null);

        Run first = train(settings, samples);
        Run second = train(settings, samples);

        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(second.ids()).isEqualTo(first.ids());
        assertThat(first.state().step()).isEqualTo(settings.steps(samples)).isEqualTo(first.steps.size());
    }

    @Test
    void shouldTakeEachSampleOnceAnEpochInTheFilesOrder() {
        Run run = train(settings(Method.ANTIBODY, 2, 2, null, null), 5);

        assertThat(run.batches())
                .containsExactly(
                        List.of("sample-0", "sample-1"),
                        List.of("sample-2", "sample-3"),
                        List.of("sample-4"),
                        List.of("sample-0", "sample-1"),
                        List.of("sample-2", "sample-3"),
                        List.of("sample-4"));
        assertThat(run.steps).extracting(OfflineStep::epoch).containsExactly(0, 0, 0, 1, 1, 1);
        assertThat(run.steps).extracting(step -> step.result().state().step()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void shouldReshuffleEachEpochFromTheSeed() {
        List<String> inOrder = train(settings(Method.SFT, 2, 1, null, null), 6).ids();

        List<String> shuffled = train(settings(Method.SFT, 2, 3, 5L, null), 6).ids();
        List<String> otherSeed = train(settings(Method.SFT, 2, 3, 6L, null), 6).ids();

        assertThat(shuffled).hasSize(18).isNotEqualTo(otherSeed);
        for (int epoch = 0; epoch < 3; epoch++) {
            assertThat(shuffled.subList(6 * epoch, 6 * epoch + 6)).containsExactlyInAnyOrderElementsOf(inOrder);
        }
        assertThat(shuffled.subList(0, 6)).isNotEqualTo(shuffled.subList(6, 12));
        assertThat(shuffled.subList(0, 6)).isNotEqualTo(inOrder);
    }

    @Test
    void shouldLearnWhatItIsTrainedOn() {
        OfflineSettings settings = settings(Method.SFT, 4, 12, null, null);

        Run run = train(settings, 4);

        List<Double> losses =
                run.steps.stream().map(step -> step.result().loss()).toList();
        assertThat(losses).isSortedAccordingTo(Comparator.reverseOrder());
        assertThat(losses.get(11)).isLessThan(losses.get(0) - 0.01);
    }

    @Test
    void shouldDecideWithTheStartingAdapterWhatTheGateHoldsBack() {
        // Given a gate between the scores of four samples
        List<LogProbs> scored =
                new TreeScorer(TinySamples.TINY.model(), 4).score(TinySamples.trees(), TinySamples.TINY.adapter());
        double[] r = scored.stream().mapToDouble(LogProbs::r).sorted().toArray();
        Gate gate = new Gate((r[1] + r[2]) / 2);

        Run run = train(settings(Method.ANTIBODY, 4, 3, null, gate), 4);

        for (OfflineStep step : run.steps) {
            List<SampleWeight> weights = step.result().samples();
            for (int i = 0; i < 4; i++) {
                boolean admitted = scored.get(i).r() >= gate.threshold();
                assertThat(weights.get(i).weight() > 0).isEqualTo(admitted);
            }
            assertThat(weights.stream().mapToDouble(SampleWeight::weight).sum()).isBetween(1 - 1e-9, 1 + 1e-9);
        }
    }

    @Test
    void shouldSkipEveryStepWhenTheGateAdmitsNothing() {
        Run run = train(settings(Method.ANTIBODY, 2, 1, null, new Gate(1e6)), 4);

        assertThat(run.steps).extracting(OfflineStep::result).hasSize(2).allSatisfy(result -> assertThat(result)
                .isInstanceOf(StepResult.Skipped.class));
        assertThat(run.state().adapter().values())
                .isEqualTo(TinySamples.TINY.adapter().values());
    }

    @Test
    void shouldTakeSmallerStepsAsTheLearningRateFalls() {
        TrainingSettings falling = TinySamples.settings(Method.SFT).at(new LearningRate.Linear(4));

        Run run = train(new OfflineSettings(falling, 1, 1, null, null), 4);
        Run constant = train(settings(Method.SFT, 1, 1, null, null), 4);

        assertThat(run.steps).extracting(OfflineStep::learningRate).containsExactly(1e-3, 7.5e-4, 5e-4, 2.5e-4);
        assertThat(run.steps.get(0).result().state().adapter().values())
                .isEqualTo(constant.steps.get(0).result().state().adapter().values());
        assertThat(distance(run.state(), start())).isLessThan(distance(constant.state(), start()));
    }

    @Test
    void shouldBePlainFineTuningWhenTheTemperatureHasNoEnd() {
        TrainingSettings warm = TinySamples.settings(Method.ANTIBODY);
        TrainingSettings hot =
                new TrainingSettings(warm.method(), warm.score(), 1e12, warm.loss(), warm.optimizer(), warm.clipNorm());

        TrainingState antibody =
                train(new OfflineSettings(hot, 2, 2, null, null), 4).state();
        TrainingState sft = train(settings(Method.SFT, 2, 2, null, null), 4).state();

        assertThat(distance(antibody, sft)).isLessThan(1e-4 * distance(sft, start()));
    }

    @Test
    void shouldTakeLisasPhasesInTurnAndAsManyStepsAsWithoutThem() {
        Rehearsal.Lisa lisa = new Rehearsal.Lisa(TinySamples.trees().subList(2, 4), 1, 2, Loss.TOKEN, 0.5, 3);

        Run run = train(with(Method.LISA, 3, lisa), 4);

        assertThat(run.batches())
                .extracting(batch -> batch.get(0).startsWith("alignment"))
                .containsExactly(true, false, false, true, false, false);
        assertThat(run.ids())
                .containsSubsequence("sample-0", "sample-1", "sample-2", "sample-3", "sample-0", "sample-1");
    }

    @Test
    void shouldBeAlternatingFineTuningWhenLisaDoesNotPull() {
        // Given the alignment samples and the user's in the order of the phases, in one list
        List<TokenTree> alignment = TinySamples.trees().subList(2, 4);
        Rehearsal.Lisa lisa = new Rehearsal.Lisa(alignment, 1, 1, Loss.TOKEN, 0, 3);
        List<OfflineSample> alternating = new ArrayList<>();
        List<Integer> order = new BatchOrder(2, 2, 3).of(0);
        order.forEach(place -> alternating.add(new OfflineSample("a" + place, alignment.get(place))));
        alternating.addAll(TinySamples.offline(2));

        Run plain = new Run(
                new OfflineTrainer(TinySamples.TINY.model(), settings(Method.SFT, 2, 1, null, null))
                        .train(TinySamples.TINY.adapter(), alternating, step -> {}),
                List.of());
        Run phases = train(with(Method.LISA, 1, lisa), 4);

        assertThat(phases.digest()).isEqualTo(plain.digest());
    }

    @Test
    void shouldAverageTheLossOfLisasAlignmentStepsAsItIsTold() {
        // Given a run of one step, which is Lisa's on alignment samples of two lengths
        List<TokenTree> alignment = TinySamples.trees().subList(2, 4);
        List<OfflineSample> same = new ArrayList<>();
        new BatchOrder(2, 2, 3).of(0).forEach(place -> same.add(new OfflineSample("a" + place, alignment.get(place))));

        for (Loss loss : Loss.values()) {
            Run lisa = train(with(Method.LISA, 1, new Rehearsal.Lisa(alignment, 1, 1, loss, 0, 3)), 2);
            TrainingSettings averaged = TinySamples.settings(Method.SFT).averaging(loss);
            TrainingState plain = new OfflineTrainer(
                            TinySamples.TINY.model(), new OfflineSettings(averaged, 2, 1, null, null))
                    .train(TinySamples.TINY.adapter(), same, step -> {});

            assertThat(lisa.digest()).isEqualTo(new Run(plain, List.of()).digest());
        }
    }

    @Test
    void shouldPullTowardsWhereAPhaseOfLisaBegan() {
        List<TokenTree> alignment = TinySamples.trees().subList(2, 4);

        TrainingState free = train(with(Method.LISA, 6, new Rehearsal.Lisa(alignment, 1, 11, Loss.TOKEN, 0, 3)), 4)
                .state();
        TrainingState held = train(with(Method.LISA, 6, new Rehearsal.Lisa(alignment, 1, 11, Loss.TOKEN, 1000, 3)), 4)
                .state();

        assertThat(distance(held, start())).isLessThan(0.8 * distance(free, start()));
    }

    @Test
    void shouldRehearseAnchorsWithEveryMicroBatch() {
        TokenTree anchor = TinySamples.trees().get(3);
        Rehearsal.Anchors anchors = new Rehearsal.Anchors(List.of(anchor), new SafetyAnchors(1, 1, 1), 2);

        Adapter alone =
                train(with(Method.SFT, 8, Rehearsal.Beside.NOTHING), 2).state().adapter();
        Adapter kept = train(with(Method.SFT, 8, new Rehearsal.Beside(anchors, new ProximalPull(0))), 2)
                .state()
                .adapter();

        assertThat(loss(anchor, kept)).isLessThan(loss(anchor, alone) - 0.01);
    }

    @Test
    void shouldMakeTheSameStepWithAnAnchorAsWithASampleOfItsWeight() {
        // Given a loss by sample: two samples of weight 1/2 are one sample and an anchor of weight 1, up to a factor 2
        List<OfflineSample> both = TinySamples.offline(2);
        TrainingSettings step =
                new TrainingSettings(Method.SFT, Score.PAPER, 1, Loss.SAMPLE, AdamW.Settings.of(1e-3, 0), 1e-3);
        Rehearsal.Anchors anchors = new Rehearsal.Anchors(List.of(both.get(1).tree()), new SafetyAnchors(1, 1, 1), 1);
        Rehearsal beside = new Rehearsal.Beside(anchors, new ProximalPull(0));

        TrainingState anchored = new OfflineTrainer(
                        TinySamples.TINY.model(), new OfflineSettings(step, 1, 1, null, null, beside))
                .train(start().adapter(), both.subList(0, 1), s -> {});
        TrainingState together = new OfflineTrainer(
                        TinySamples.TINY.model(), new OfflineSettings(step, 2, 1, null, null))
                .train(start().adapter(), both, s -> {});

        assertThat(distance(anchored, together)).isLessThan(1e-2 * distance(together, start()));
    }

    @Test
    void shouldWeighAnchorsAlikeHoweverLongTheirAnswersAre() {
        // Given one sample of a user, for which both losses are the same, and anchors of two lengths
        List<TokenTree> trees = TinySamples.trees();
        assertThat(trees.get(1).continuations().get(0))
                .hasSizeGreaterThan(trees.get(2).continuations().get(0).length);
        Rehearsal beside = new Rehearsal.Beside(
                new Rehearsal.Anchors(trees.subList(1, 3), new SafetyAnchors(2, 2, 1), 1), new ProximalPull(0));

        List<TrainingState> states = Stream.of(Loss.TOKEN, Loss.SAMPLE)
                .map(loss -> new TrainingSettings(Method.SFT, Score.PAPER, 1, loss, AdamW.Settings.of(1e-3, 0.1), 1))
                .map(step -> new OfflineTrainer(
                                TinySamples.TINY.model(), new OfflineSettings(step, 1, 1, null, null, beside))
                        .train(start().adapter(), TinySamples.offline(1), s -> {}))
                .toList();

        assertThat(CheckpointCodec.encode(states.get(0))).isEqualTo(CheckpointCodec.encode(states.get(1)));
    }

    @Test
    void shouldStayNearTheStartWhenItIsPulledThere() {
        TrainingState free =
                train(with(Method.SFT, 8, Rehearsal.Beside.NOTHING), 2).state();
        TrainingState held = train(with(Method.SFT, 8, new Rehearsal.Beside(null, new ProximalPull(1000))), 2)
                .state();

        assertThat(distance(held, start())).isLessThan(0.7 * distance(free, start()));
    }

    @Test
    void shouldWeighByTheReferenceTooWhenTheScoreAsksForIt() {
        // Given a score that looks at the reference adapter's response alone
        LogisticRegression regression =
                new LogisticRegression(new double[4], new double[] {1, 1, 1, 1}, new double[] {0, 0, 1, 0}, 0);
        TrainingSettings paper = TinySamples.settings(Method.ANTIBODY);
        TrainingSettings step = new TrainingSettings(
                Method.ANTIBODY, new CalibratedScore(regression), 1, paper.loss(), paper.optimizer(), paper.clipNorm());

        Run run = train(new OfflineSettings(step, 4, 3, null, null), 4);

        // Then the weights are the same in every step, whatever the live adapter has become
        assertThat(run.steps)
                .extracting(s ->
                        s.result().samples().stream().map(SampleWeight::weight).toList())
                .hasSize(3)
                .containsOnly(run.steps.get(0).result().samples().stream()
                        .map(SampleWeight::weight)
                        .toList());
    }

    @Test
    void shouldDampAStepOfWhichTheGateAdmittedLessThanHalf() {
        // Given a micro-batch of three, of which the gate admits one: (1/3 − 1/4) / (1/2 − 1/4) = 1/3
        TrainingSettings step = TinySamples.settings(Method.ANTIBODY);
        Gate gate = admitting(1, 3);

        OfflineStep whole =
                train(new OfflineSettings(step, 3, 1, null, gate), 3).steps.get(0);
        OfflineStep damped = train(new OfflineSettings(step.damped(true), 3, 1, null, gate), 3)
                .steps
                .get(0);

        assertThat(damped.result().loss())
                .isCloseTo(
                        whole.result().loss() / 3, within(1e-9 * whole.result().loss()));
        assertThat(damped.result().gradientNorm())
                .isCloseTo(
                        whole.result().gradientNorm() / 3,
                        within(1e-5 * whole.result().gradientNorm()));
    }

    @Test
    void shouldSkipADampedStepOfWhichTheGateAdmittedAQuarter() {
        TrainingSettings step = TinySamples.settings(Method.ANTIBODY);

        Run run = train(new OfflineSettings(step.damped(true), 4, 1, null, admitting(1, 4)), 4);

        assertThat(run.steps)
                .singleElement()
                .extracting(OfflineStep::result)
                .isInstanceOfSatisfying(StepResult.Skipped.class, skipped -> {
                    assertThat(skipped.reason()).isEqualTo(SkipReason.TOO_FEW_ADMITTED);
                    assertThat(skipped.samples())
                            .extracting(SampleWeight::weight)
                            .containsOnly(0.0);
                });
        assertThat(run.state.adapter().values()).isEqualTo(start().adapter().values());
    }

    @Test
    void shouldNotDampAStepOfWhichTheGateAdmittedHalf() {
        TrainingSettings step = TinySamples.settings(Method.ANTIBODY);

        for (Gate gate : Arrays.asList(admitting(2, 4), null)) {
            assertThat(train(new OfflineSettings(step.damped(true), 4, 1, null, gate), 4)
                            .digest())
                    .isEqualTo(train(new OfflineSettings(step, 4, 1, null, gate), 4)
                            .digest());
        }
    }

    /** A gate that admits {@code admitted} of the first {@code samples}, fewer than all of them. */
    private static Gate admitting(int admitted, int samples) {
        List<LogProbs> scored = new TreeScorer(TinySamples.TINY.model(), samples)
                .score(TinySamples.trees().subList(0, samples), TinySamples.TINY.adapter());
        double[] r = scored.stream().mapToDouble(LogProbs::r).sorted().toArray();
        int held = samples - admitted;
        return new Gate((r[held - 1] + r[held]) / 2);
    }

    @Test
    void shouldWantASample() {
        assertThatThrownBy(() -> train(settings(Method.SFT, 1, 1, null, null), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private record Run(TrainingState state, List<OfflineStep> steps) {

        /** Of adapter, moments and counters. */
        String digest() {
            return CheckpointCodec.sha256(CheckpointCodec.encode(state));
        }

        List<List<String>> batches() {
            return steps.stream()
                    .map(step -> step.result().samples().stream()
                            .map(SampleWeight::id)
                            .toList())
                    .toList();
        }

        List<String> ids() {
            return batches().stream().flatMap(List::stream).toList();
        }
    }

    private static OfflineSettings with(Method method, int epochs, Rehearsal rehearsal) {
        return new OfflineSettings(TinySamples.settings(method), 2, epochs, null, null, rehearsal);
    }

    private static TrainingState start() {
        return TrainingState.initial(TinySamples.TINY.adapter());
    }

    private static double distance(TrainingState a, TrainingState b) {
        return Gradients.norm(
                Gradients.plus(a.adapter().values(), -1, b.adapter().values()));
    }

    private static double loss(TokenTree tree, Adapter adapter) {
        return -new TreeScorer(TinySamples.TINY.model(), 1)
                .score(List.of(tree), adapter)
                .get(0)
                .response();
    }

    private static OfflineSettings settings(
            Method method, int batch, int epochs, @Nullable Long seed, @Nullable Gate gate) {
        return new OfflineSettings(TinySamples.settings(method), batch, epochs, seed, gate);
    }

    private static Run train(OfflineSettings settings, int samples) {
        List<OfflineStep> steps = new ArrayList<>();
        TrainingState end = new OfflineTrainer(TinySamples.TINY.model(), settings)
                .train(TinySamples.TINY.adapter(), TinySamples.offline(samples), steps::add);
        return new Run(end, steps);
    }
}
