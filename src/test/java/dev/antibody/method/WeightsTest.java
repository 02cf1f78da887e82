package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class WeightsTest {

    private static final double TOLERANCE = 1e-9;

    record Batch(double[] scores, boolean[] admitted) {
        boolean nothingAdmitted() {
            return admittedCount() == 0;
        }

        int admittedCount() {
            int count = 0;
            for (boolean admission : admitted) {
                count += admission ? 1 : 0;
            }
            return count;
        }
    }

    @Provide
    Arbitrary<Batch> batches() {
        Arbitrary<Double> scores = Arbitraries.doubles().between(-50, 50);
        return Arbitraries.integers().between(1, 16).flatMap(size -> Combinators.combine(
                        scores.list().ofSize(size),
                        Arbitraries.of(true, false).list().ofSize(size))
                .as(WeightsTest::batch));
    }

    private static Batch batch(List<Double> scores, List<Boolean> admissions) {
        boolean[] admitted = new boolean[admissions.size()];
        for (int i = 0; i < admitted.length; i++) {
            admitted[i] = admissions.get(i);
        }
        return new Batch(scores.stream().mapToDouble(s -> s).toArray(), admitted);
    }

    @Test
    void shouldGiveTheSoftmaxOfHandWorkedScores() {
        // Given scores whose exponentials are 1, 2 and 5, the second divided out by its gate
        double[] scores = {0, Math.log(2), Math.log(5)};

        assertThat(Weights.softmax(scores, new boolean[] {true, true, true}, 1))
                .containsExactly(new double[] {0.125, 0.25, 0.625}, within(TOLERANCE));
        assertThat(Weights.softmax(scores, new boolean[] {true, false, true}, 1))
                .containsExactly(new double[] {1 / 6.0, 0, 5 / 6.0}, within(TOLERANCE));
        assertThat(Weights.softmax(new double[] {0, 2 * Math.log(3)}, new boolean[] {true, true}, 2))
                .containsExactly(new double[] {0.25, 0.75}, within(TOLERANCE));
    }

    @Test
    void shouldNotOverflowOnGreatScores() {
        assertThat(Weights.softmax(new double[] {1e6, 1e6, -1e6}, new boolean[] {true, true, true}, 1))
                .containsExactly(0.5, 0.5, 0);
    }

    @Test
    void shouldGiveNoWeightWhenNothingIsAdmitted() {
        assertThat(Weights.softmax(new double[] {1, 2}, new boolean[2], 1)).containsExactly(0, 0);
        assertThat(Weights.uniform(new boolean[2])).containsExactly(0, 0);
    }

    @Test
    void shouldWeighAdmittedSamplesAlikeWhenUniform() {
        assertThat(Weights.uniform(new boolean[] {true, false, true, true, true}))
                .containsExactly(0.25, 0, 0.25, 0.25, 0.25);
    }

    @Test
    void shouldRefuseATemperatureThatIsNotPositive() {
        assertThatThrownBy(() -> Weights.softmax(new double[] {1}, new boolean[] {true}, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tau");
    }

    @Property
    void shouldSumToOneOverTheAdmittedSamples(
            @ForAll("batches") Batch batch, @ForAll @DoubleRange(min = 0.05, max = 20) double tau) {
        double[] weights = Weights.softmax(batch.scores(), batch.admitted(), tau);

        assertThat(Arrays.stream(weights).sum()).isCloseTo(batch.nothingAdmitted() ? 0 : 1, within(TOLERANCE));
        for (int i = 0; i < weights.length; i++) {
            assertThat(weights[i]).isBetween(0.0, batch.admitted()[i] ? 1.0 : 0.0);
        }
    }

    @Property
    void shouldNotDependOnAShiftOfAllScores(
            @ForAll("batches") Batch batch, @ForAll @DoubleRange(min = -100, max = 100) double shift) {
        double[] shifted = Arrays.stream(batch.scores()).map(s -> s + shift).toArray();

        assertThat(Weights.softmax(shifted, batch.admitted(), 1))
                .containsExactly(Weights.softmax(batch.scores(), batch.admitted(), 1), within(TOLERANCE));
    }

    @Property
    void shouldApproachUniformWeightsAsTauGrows(@ForAll("batches") Batch batch) {
        assertThat(Weights.softmax(batch.scores(), batch.admitted(), 1e13))
                .containsExactly(Weights.uniform(batch.admitted()), within(TOLERANCE));
    }

    @Property
    void shouldFollowAPermutationOfTheSamples(@ForAll("batches") Batch batch) {
        // Given the batch in reverse
        int last = batch.scores().length - 1;
        double[] scores = new double[last + 1];
        boolean[] admitted = new boolean[last + 1];
        for (int i = 0; i <= last; i++) {
            scores[i] = batch.scores()[last - i];
            admitted[i] = batch.admitted()[last - i];
        }

        // When
        double[] weights = Weights.softmax(batch.scores(), batch.admitted(), 1);
        double[] reversed = Weights.softmax(scores, admitted, 1);

        // Then
        for (int i = 0; i <= last; i++) {
            assertThat(reversed[i]).isCloseTo(weights[last - i], within(TOLERANCE));
        }
    }
}
