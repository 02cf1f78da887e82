package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
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

    @Test
    void shouldGiveDeLongsIntervalOnTheLogitScale() {
        // Given 3, 2 against 1, 2. Placements 1, 0.75 and 0, 0.25 have the variance 1/32, over two samples 1/64; so the
        // area
        // 7/8 has the variance 1/32, and its logit log 7 = 1.94591 the deviation 0.176777 / (7/64) = 1.616244
        Interval interval = Detection.interval(new double[] {3, 2}, new double[] {1, 2});

        assertThat(interval.low()).isCloseTo(1 / (1 + Math.exp(1.959964 * 1.616244 - 1.945910)), within(1e-5));
        assertThat(interval.high()).isCloseTo(1 / (1 + Math.exp(-1.959964 * 1.616244 - 1.945910)), within(1e-5));
    }

    @Test
    void shouldNotBeCertainOfGroupsThatAreFullyApart() {
        double[] benign = {4, 5, 6, 7, 8, 9, 10, 11, 12, 13};
        double[] harmful = {1, 2, 3, 0, -1};

        assertThat(Detection.interval(benign, harmful)).isEqualTo(new Proportion(5, 5).wilson());
        assertThat(Detection.interval(harmful, benign)).isEqualTo(new Proportion(0, 5).wilson());
        assertThat(Detection.interval(benign, new double[] {1})).isEqualTo(new Proportion(1, 1).wilson());
    }

    @Test
    void shouldHoldTheTrueAreaInNearlyNineteenOfTwentyDraws() {
        // Given normal scores whose means are d apart: the area is Φ(d / √2)
        double[][] cases = {{0, 0.5}, {1, 0.760250}, {2.5, 0.961451}};
        for (double[] one : cases) {
            Random random = new Random(11);
            int held = 0;
            for (int draw = 0; draw < 1000; draw++) {
                Interval interval = Detection.interval(normal(random, one[0], 32), normal(random, 0, 24));
                held += interval.low() <= one[1] && one[1] <= interval.high() ? 1 : 0;
            }
            assertThat(held).as("means %s apart", one[0]).isBetween(930, 985);
        }
    }

    private static double[] normal(Random random, double mean, int count) {
        return DoubleStream.generate(() -> mean + random.nextGaussian())
                .limit(count)
                .toArray();
    }

    @Property
    void shouldHoldTheAreaInsideTheUnitInterval(
            @ForAll @Size(min = 1, max = 12) int @IntRange(min = -3, max = 3) [] benign,
            @ForAll @Size(min = 1, max = 12) int @IntRange(min = -3, max = 3) [] harmful) {
        double area = Detection.auroc(doubles(benign), doubles(harmful));

        Interval interval = Detection.interval(doubles(benign), doubles(harmful));

        assertThat(interval.low()).isBetween(0.0, area);
        assertThat(interval.high()).isBetween(area, 1.0);
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
