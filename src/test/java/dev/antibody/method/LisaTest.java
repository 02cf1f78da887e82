package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.method.LisaSchedule.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** The pull and the schedule of Lisa. */
class LisaTest {

    @Test
    void shouldPullByRhoTimesTheDistance() {
        // Given θ - θ_ref = (3, -4), so that the loss is ρ/2 · 25
        ProximalPull pull = new ProximalPull(0.5);
        float[] parameters = {4, -4};
        float[] reference = {1, 0};

        assertThat(pull.loss(parameters, reference)).isEqualTo(6.25);
        assertThat(pull.addedTo(new float[] {1, 1}, parameters, reference)).containsExactly(2.5f, -1);
    }

    @Property
    void shouldBeTheGradientOfItsLoss(
            @ForAll @FloatRange(min = -4, max = 4) float parameter,
            @ForAll @FloatRange(min = -4, max = 4) float reference) {
        // The loss is quadratic, so its central difference is exact but for rounding
        ProximalPull pull = new ProximalPull(0.25);
        float[] references = {reference, 1};
        float up = parameter + 0.5f;
        float down = parameter - 0.5f;

        double rise = pull.loss(new float[] {up, 2}, references) - pull.loss(new float[] {down, 2}, references);

        float[] gradient = pull.addedTo(new float[2], new float[] {parameter, 2}, references);
        assertThat((double) gradient[0]).isCloseTo(rise / ((double) up - down), within(1e-5));
    }

    @Property
    void shouldChangeNoBitWithoutRho(@ForAll @Size(3) float[] gradient, @ForAll @Size(3) float[] parameters) {
        float[] same = new ProximalPull(0).addedTo(gradient, parameters, new float[3]);

        assertThat(same).isEqualTo(gradient).isNotSameAs(gradient);
    }

    @Test
    void shouldAlternateAsPublished() {
        // Given the 1260 steps of 1000 samples, 20 epochs and micro-batches of 16
        LisaSchedule lisa = LisaSchedule.published(1260);

        assertThat(lisa.phase(0)).isEqualTo(Phase.ALIGNMENT);
        assertThat(lisa.phase(99)).isEqualTo(Phase.ALIGNMENT);
        assertThat(lisa.phase(100)).isEqualTo(Phase.FINE_TUNING);
        assertThat(lisa.phase(999)).isEqualTo(Phase.FINE_TUNING);
        assertThat(lisa.phase(1000)).isEqualTo(Phase.ALIGNMENT);
        assertThat(lisa.phase(1100)).isEqualTo(Phase.FINE_TUNING);
        assertThat(LongStream.range(0, 1260).filter(lisa::begins)).containsExactly(0L, 100L, 1000L, 1100L);
    }

    @Test
    void shouldPullAfterTheFirstTenthOfTheSteps() {
        LisaSchedule lisa = LisaSchedule.published(1260);

        assertThat(lisa.pull(0)).isEqualTo(new ProximalPull(0));
        assertThat(lisa.pull(126)).isEqualTo(new ProximalPull(0));
        assertThat(lisa.pull(127)).isEqualTo(new ProximalPull(0.01));
        assertThat(lisa.pull(1259)).isEqualTo(new ProximalPull(0.01));
    }

    @Property(tries = 100)
    void shouldTakeTheBatchesOfBothKindsInOrder(
            @ForAll @IntRange(max = 5) int alignmentSteps, @ForAll @IntRange(min = 1, max = 5) int fineTuningSteps) {
        LisaSchedule lisa = new LisaSchedule(alignmentSteps, fineTuningSteps, 1, 60);
        List<Long> alignment = new ArrayList<>();
        List<Long> fineTuning = new ArrayList<>();
        for (long step = 0; step < 60; step++) {
            (lisa.phase(step) == Phase.ALIGNMENT ? alignment : fineTuning).add(lisa.batch(step));
        }

        assertThat(alignment)
                .isEqualTo(LongStream.range(0, alignment.size()).boxed().toList());
        assertThat(fineTuning)
                .isEqualTo(LongStream.range(0, fineTuning.size()).boxed().toList());
    }

    @Test
    void shouldBeAlternatingFineTuningWithoutRho() {
        // Given the same schedule without a pull
        LisaSchedule lisa = new LisaSchedule(100, 900, 0, 1260);
        float[] gradient = {0.1f, -0.2f};

        for (long step = 0; step < 1260; step++) {
            assertThat(lisa.phase(step)).isEqualTo(LisaSchedule.published(1260).phase(step));
            assertThat(lisa.pull(step).addedTo(gradient, new float[] {1, 2}, new float[] {3, 4}))
                    .isEqualTo(gradient);
        }
    }

    @Test
    void shouldStayInOnePhaseWhenThereIsNoOther() {
        assertThat(LongStream.range(0, 10).filter(new LisaSchedule(0, 3, 1, 10)::begins))
                .containsExactly(0L);
        assertThat(new LisaSchedule(3, 0, 1, 10).phase(7)).isEqualTo(Phase.ALIGNMENT);
    }

    @Test
    void shouldRefuseSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> new LisaSchedule(0, 0, 1, 10)).hasMessageContaining("cannot alternate");
        assertThatThrownBy(() -> new LisaSchedule(1, 1, -1, 10)).hasMessageContaining("rho");
        assertThatThrownBy(() -> new LisaSchedule(1, 1, 1, 0)).hasMessageContaining("at least one step");
        assertThatThrownBy(() -> new ProximalPull(Double.NaN)).hasMessageContaining("rho");
        assertThatThrownBy(() -> new ProximalPull(1).loss(new float[1], new float[2]))
                .hasMessage("1 parameters against 2 values");
    }
}
