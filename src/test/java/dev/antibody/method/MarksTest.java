package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MarksTest {

    @Test
    void shouldBeAProportionWhereEveryMarkIsWholeOrNothing() {
        assertThat(new Marks(81, 263).wilson()).isEqualTo(new Proportion(81, 263).wilson());
        assertThat(new Marks(1.5, 4).share()).isEqualTo(0.375);
        assertThat(new Marks(0, 0).share()).isZero();
    }

    @Test
    void shouldRefuseMoreThanOnePerMark() {
        assertThatThrownBy(() -> new Marks(2.5, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Marks(Double.NaN, 2)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void shouldHoldTheShareInsideTheUnitInterval(
            @ForAll @IntRange(min = 1, max = 500) int total, @ForAll @DoubleRange(min = 0, max = 1) double mean) {
        Marks marks = new Marks(mean * total, total);

        assertThat(marks.wilson().low()).isBetween(0.0, marks.share());
        assertThat(marks.wilson().high()).isBetween(marks.share(), 1.0);
    }
}
