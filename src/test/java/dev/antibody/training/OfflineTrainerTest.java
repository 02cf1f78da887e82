package dev.antibody.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.TrainingState;
import dev.antibody.method.Gate;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
