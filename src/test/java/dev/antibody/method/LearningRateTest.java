package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    @Property(tries = 50)
    void shouldStayWhenItIsConstant(@ForAll @IntRange(min = 0) int step) {
        assertThat(new LearningRate.Constant().share(step)).isEqualTo(1);
    }

    @Test
    void shouldFallInAStraightLine() {
        LearningRate linear = new LearningRate.Linear(4);

        assertThat(linear.share(0)).isEqualTo(1);
        assertThat(linear.share(1)).isEqualTo(0.75);
        assertThat(linear.share(3)).isEqualTo(0.25);
    }

    @Property(tries = 50)
    void shouldNeverBeNegative(@ForAll @IntRange(min = 1, max = 1000) int steps, @ForAll @IntRange(min = 0) int step) {
        assertThat(new LearningRate.Linear(steps).share(step)).isBetween(0.0, 1.0);
    }

    @Test
    void shouldRefuseToFallOverNoSteps() {
        assertThatThrownBy(() -> new LearningRate.Linear(0))
                .hasMessage("a learning rate falls over at least one step, not 0");
    }
}
