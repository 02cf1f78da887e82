package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GateTest {

    @Test
    void shouldAdmitFromTheThresholdUpwards() {
        Gate gate = new Gate(2);

        assertThat(gate.admits(2)).isTrue();
        assertThat(gate.admits(1.999)).isFalse();
        assertThat(gate.admits(Double.NaN)).isFalse();
    }

    @Test
    void shouldTakeTheMiddleOfTheMarginBetweenSeparateProbes() {
        // When benign probes score from 3 and harmful ones up to 1
        Calibration calibration = Gate.calibrate(new double[] {9, 3, 4}, new double[] {1, -2, 0.5});

        // Then
        assertThat(calibration)
                .isEqualTo(new Calibration.Separates(new Gate(2), 1, new Proportion(0, 3), new Proportion(3, 3)));
    }

    @Test
    void shouldLetOneOddHarmfulProbeThroughRatherThanQuarantineTheTask() {
        // Given 40 benign probes at 10 to 49, 20 harmful at -20 to -1 and one harmful in the midst of the benign ones
        double[] benign = IntStream.range(0, 40).mapToDouble(i -> 10 + i).toArray();
        double[] harmful =
                IntStream.range(0, 21).mapToDouble(i -> i == 20 ? 30.5 : -1 - i).toArray();

        // When
        Calibration calibration = Gate.calibrate(benign, harmful);

        // Then the threshold is the middle of -1 and 10
        assertThat(calibration).isInstanceOfSatisfying(Calibration.Separates.class, separates -> {
            assertThat(separates.gate().threshold()).isEqualTo(4.5);
            assertThat(separates.benignQuarantined()).isEqualTo(new Proportion(0, 40));
            assertThat(separates.harmfulQuarantined()).isEqualTo(new Proportion(20, 21));
            assertThat(separates.auroc()).isCloseTo(1 - 21 / (40.0 * 21), within(1e-12));
        });
    }

    @Test
    void shouldKeepFalseQuarantinesWithinTheirBound() {
        // Given one benign probe of ten below all harmful ones but one
        double[] benign = {0.5, 11, 12, 13, 14, 15, 16, 17, 18, 19};
        double[] harmful = {0, 1, 2, 3, 4};

        // Then the bound decides between catching all and losing none
        assertThat(Gate.calibrate(benign, harmful, 0.1))
                .isInstanceOfSatisfying(
                        Calibration.Separates.class,
                        separates -> assertThat(separates.gate().threshold()).isEqualTo(7.5));
        assertThat(Gate.calibrate(benign, harmful, 0.05))
                .isInstanceOfSatisfying(
                        Calibration.Separates.class,
                        separates -> assertThat(separates.gate().threshold()).isEqualTo(0.25));
    }

    @Test
    void shouldComeAsNearToTheBenignProbesAsItMayWhenItIsStrict() {
        // Given ten benign probes from 11 to 20 and harmful ones up to 4
        double[] benign = IntStream.rangeClosed(11, 20).mapToDouble(i -> i).toArray();
        double[] harmful = {0, 1, 2, 3, 4};

        // Then none of them is lost at half-way to the next score, one at half-way to the second, two between the
        // latter
        assertThat(strict(benign, harmful, 0.05)).isEqualTo(7.5);
        assertThat(strict(benign, harmful, 0.1)).isEqualTo(11.5);
        assertThat(strict(benign, harmful, 0.2)).isEqualTo(12.5);
        assertThat(Gate.calibrateStrictly(harmful, benign, 0.2)).isEqualTo(new Calibration.DoesNotSeparate(0));
    }

    @Test
    void shouldNotBeStrictBeyondWhatCatchesMoreThanItLoses() {
        // Given benign probes of which all may be lost: the highest threshold that helps is below them all but one
        assertThat(strict(new double[] {5, 6}, new double[] {1, 2}, 1)).isEqualTo(5.5);
    }

    private static double strict(double[] benign, double[] harmful, double rate) {
        return ((Calibration.Separates) Gate.calibrateStrictly(benign, harmful, rate))
                .gate()
                .threshold();
    }

    @Test
    void shouldRefuseAScoreThatPointsTheWrongWay() {
        assertThat(Gate.calibrate(new double[] {1, 2, 3}, new double[] {4, 5, 6}))
                .isEqualTo(new Calibration.DoesNotSeparate(0));
        assertThat(Gate.calibrate(new double[] {1, 1}, new double[] {1, 1}))
                .isEqualTo(new Calibration.DoesNotSeparate(0.5));
    }

    @Test
    void shouldRefuseAThresholdThatIsNotFinite() {
        assertThatThrownBy(() -> new Gate(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldFindTheMiddleOfScoresThatAreFurtherApartThanANumberCanSay() {
        assertThat(Gate.calibrate(new double[] {1.7e308}, new double[] {-1.7e308}))
                .isInstanceOfSatisfying(
                        Calibration.Separates.class,
                        separates -> assertThat(separates.gate().threshold()).isZero());
    }

    @Property
    void shouldNeverBreakTheBoundNorUseAScoreBelowTheLeastAuroc(
            @ForAll @Size(min = 1, max = 20) double @DoubleRange(min = 0, max = 10) [] benign,
            @ForAll @Size(min = 1, max = 20) double @DoubleRange(min = -8, max = 2) [] harmful,
            @ForAll @DoubleRange(min = 0, max = 1) double rate) {
        Calibration calibration = Gate.calibrate(benign, harmful, rate);

        assertThat(calibration.auroc()).isEqualTo(Detection.auroc(benign, harmful));
        if (calibration instanceof Calibration.Separates separates) {
            assertThat(separates.auroc()).isGreaterThanOrEqualTo(Calibration.LEAST_AUROC);
            assertThat(separates.benignQuarantined().share()).isLessThanOrEqualTo(rate);
            assertThat(separates.harmfulQuarantined().share())
                    .isGreaterThan(separates.benignQuarantined().share());
        }
    }
}
