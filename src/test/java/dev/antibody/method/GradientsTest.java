package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class GradientsTest {

    @Test
    void shouldMeasureTheNormAndTheInnerProduct() {
        assertThat(Gradients.norm(new float[] {3, -4})).isEqualTo(5);
        assertThat(Gradients.dot(new float[] {1, 2}, new float[] {-3, 4})).isEqualTo(5);
        assertThat(Gradients.norm(new float[0])).isZero();
    }

    @Test
    void shouldNotOverflowWhereFloatsWould() {
        assertThat(Gradients.norm(new float[] {3e30f, 4e30f})).isCloseTo(5e30, within(1e24));
    }

    @Test
    void shouldLeaveASmallGradientAsItIs() {
        float[] gradient = {0.3f, -0.4f};

        assertThat(Gradients.clip(gradient, 0.5, 1)).containsExactly(gradient).isNotSameAs(gradient);
    }

    @Test
    void shouldScaleAGreatGradientByTorchsFactor() {
        // 1 / (5 + 1e-6) in fp32, times each element
        float factor = (float) (1 / (5 + 1e-6));

        assertThat(Gradients.clip(new float[] {3, -4}, 5, 1)).containsExactly(3 * factor, -4 * factor);
    }

    @Property
    void shouldNeverExceedTheLargestNorm(
            @ForAll @Size(min = 1, max = 40) float @FloatRange(min = -1e3f, max = 1e3f) [] gradient) {
        float[] clipped = Gradients.clip(gradient, Gradients.norm(gradient), 1);

        assertThat(Gradients.norm(clipped)).isLessThanOrEqualTo(1 + 1e-6);
    }

    @Test
    void shouldAddAMultiple() {
        assertThat(Gradients.plus(new float[] {1, 2}, -0.5, new float[] {4, -6}))
                .containsExactly(-1, 5);
        assertThatThrownBy(() -> Gradients.plus(new float[1], 1, new float[2]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldStepAsFarAsItIsToldWhateverTheGradient() {
        // down the direction (0.6, -0.8)
        float[] expected = {1 - 0.06f, 1 + 0.08f};

        assertThat(Gradients.normalisedStep(new float[] {1, 1}, new float[] {3, -4}, 0.1))
                .containsExactly(expected, within(1e-6f));
        assertThat(Gradients.normalisedStep(new float[] {1, 1}, new float[] {300, -400}, 0.1))
                .containsExactly(expected, within(1e-6f));
        assertThat(Gradients.normalisedStep(new float[] {1, 1}, new float[2], 0.1))
                .containsExactly(1, 1);
    }
}
