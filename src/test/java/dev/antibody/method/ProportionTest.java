package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ProportionTest {

    @Test
    void shouldGiveWilsonsInterval() {
        // Newcombe (1998), Statistics in Medicine 17, table I, method 3: 81 of 263, 15 of 148, 1 of 29
        assertInterval(new Proportion(81, 263), 0.2553, 0.3662);
        assertInterval(new Proportion(15, 148), 0.0624, 0.1605);
        assertInterval(new Proportion(1, 29), 0.0061, 0.1718);
    }

    @Test
    void shouldReachTheEndsOnlyWhenNothingOrEverythingHits() {
        assertInterval(new Proportion(0, 20), 0, 0.1611);
        assertInterval(new Proportion(20, 20), 0.8389, 1);
    }

    @Test
    void shouldKnowNothingWithoutTrials() {
        assertThat(new Proportion(0, 0).share()).isZero();
        assertThat(new Proportion(0, 0).wilson()).isEqualTo(new Interval(0, 1));
    }

    @Test
    void shouldCountWhatDidNotHit() {
        assertThat(new Proportion(3, 112).rest()).isEqualTo(new Proportion(109, 112));
        assertThat(new Proportion(3, 112).text()).isEqualTo("3 of 112");
    }

    @Test
    void shouldRefuseMoreHitsThanTrials() {
        assertThatThrownBy(() -> new Proportion(3, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void shouldHoldTheShareInsideTheUnitInterval(
            @ForAll @IntRange(min = 0, max = 500) int hits, @ForAll @IntRange(min = 0, max = 500) int misses) {
        Proportion proportion = new Proportion(hits, hits + misses);

        Interval interval = proportion.wilson();

        assertThat(interval.low()).isBetween(0.0, proportion.share());
        assertThat(interval.high()).isBetween(proportion.share(), 1.0);
    }

    private static void assertInterval(Proportion proportion, double low, double high) {
        assertThat(proportion.wilson().low()).isCloseTo(low, within(6e-5));
        assertThat(proportion.wilson().high()).isCloseTo(high, within(6e-5));
    }
}
