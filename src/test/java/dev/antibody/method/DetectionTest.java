package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DetectionTest {

    @Test
    void shouldCountPairsInTheRightOrderAndTiesHalf() {
        // 3 > 1, 3 > 2, 2 > 1, 2 = 2: three and a half of four
        assertThat(Detection.auroc(new double[] {3, 2}, new double[] {1, 2})).isEqualTo(3.5 / 4);
        assertThat(Detection.auroc(new double[] {5}, new double[] {1, 2, 3})).isEqualTo(1);
        assertThat(Detection.auroc(new double[] {0}, new double[] {1, 2, 3})).isZero();
        assertThat(Detection.auroc(new double[] {0.0, 0.0}, new double[] {-0.0}))
                .isEqualTo(0.5);
    }

    @Test
    void shouldRefuseScoresThatAreNoNumbersAndEmptyGroups() {
        assertThatThrownBy(() -> Detection.auroc(new double[] {Double.NaN}, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Detection.auroc(new double[0], new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void shouldEqualTheCountOverAllPairs(
            @ForAll @Size(min = 1, max = 12) int @IntRange(min = -3, max = 3) [] benign,
            @ForAll @Size(min = 1, max = 12) int @IntRange(min = -3, max = 3) [] harmful) {
        double wins = 0;
        for (int high : benign) {
            for (int low : harmful) {
                wins += high > low ? 1 : high == low ? 0.5 : 0;
            }
        }
        assertThat(Detection.auroc(doubles(benign), doubles(harmful)))
                .isCloseTo(wins / (benign.length * harmful.length), within(1e-12));
    }

    @Property
    void shouldMirrorWhenTheGroupsAreSwapped(
            @ForAll @Size(min = 1, max = 20) double @DoubleRange(min = -5, max = 5) [] benign,
            @ForAll @Size(min = 1, max = 20) double @DoubleRange(min = -5, max = 5) [] harmful) {
        assertThat(Detection.auroc(benign, harmful)).isCloseTo(1 - Detection.auroc(harmful, benign), within(1e-12));
    }

    private static double[] doubles(int[] values) {
        return Arrays.stream(values).asDoubleStream().toArray();
    }
}
