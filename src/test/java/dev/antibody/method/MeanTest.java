package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MeanTest {

    @Test
    void shouldGiveStudentsInterval() {
        // Given 1, 2, 3: mean 2, deviation 1; the t distribution with two degrees of freedom has its 0.975 quantile at
        // 4.3027
        Mean mean = Mean.of(1, 2, 3);

        assertThat(mean).isEqualTo(new Mean(2, 1, 3));
        assertThat(mean.interval().low()).isCloseTo(2 - 4.302653 / Math.sqrt(3), within(1e-6));
        assertThat(mean.interval().high()).isCloseTo(2 + 4.302653 / Math.sqrt(3), within(1e-6));
    }

    @Test
    void shouldHaveNoWidthWhereAllAgree() {
        assertThat(Mean.of(0.25, 0.25).interval()).isEqualTo(new Interval(0.25, 0.25));
        assertThat(Mean.of(0.012, 0.012, 0.012)).isEqualTo(new Mean(0.012, 0, 3)); // whose sum is rounded
    }

    @Test
    void shouldNotGiveAnIntervalForOneMeasurement() {
        assertThatThrownBy(() -> Mean.of(1).interval()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldRefuseNothingAndWhatIsNoNumber() {
        assertThatThrownBy(Mean::of).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Mean.of(1, Double.NaN)).hasMessageContaining("NaN");
    }
}
