package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class KernelDiscrepancyTest {

    private final float[][] x = {{1, 2}, {0, -1}, {3, 0.5f}};
    private final float[][] y = {{0, 0}, {-2, 1}, {1, 1}};

    @Test
    void shouldBeTheSumOfKernelsOverAllPairs() {
        // one vector each, 5 apart: both means are that of (0, 25, 25, 0) over two, and the kernel of a vector with
        // itself is 5
        double kernel = 0;
        for (double width : new double[] {0.25, 0.5, 1, 2, 4}) {
            kernel += Math.exp(-25 / (25 * width));
        }

        KernelDiscrepancy apart = KernelDiscrepancy.of(new float[][] {{3, 4}}, new float[][] {{0, 0}});

        assertThat(apart.value()).isCloseTo(2 * 5 - 2 * kernel, within(1e-12));
    }

    @Test
    void shouldBeZeroBetweenASetAndItself() {
        assertThat(KernelDiscrepancy.of(x, x).value()).isCloseTo(0, within(1e-12));
        assertThat(KernelDiscrepancy.of(new float[2][3], new float[2][3])).satisfies(same -> {
            assertThat(same.value()).isZero();
            assertThat(same.gradient()).isDeepEqualTo(new float[2][3]);
        });
        assertThat(KernelDiscrepancy.of(x, y).value()).isPositive();
        assertThat(KernelDiscrepancy.of(y, x).value())
                .isCloseTo(KernelDiscrepancy.of(x, y).value(), within(1e-12));
    }

    @Test
    void shouldLetNoGradientFlowThroughTheWidth() {
        // Given a single pair, whose kernels only see its distance in units of itself: it looks as if nothing could
        // change
        KernelDiscrepancy apart = KernelDiscrepancy.of(new float[][] {{3, 4}}, new float[][] {{0, 0}});

        // it says nevertheless that x should come nearer
        assertThat(apart.gradient()[0][0]).isPositive();
        assertThat(apart.gradient()[0][1]).isCloseTo(apart.gradient()[0][0] * 4 / 3, within(1e-6f));
    }

    @Test
    void shouldFallAlongItsGradient() {
        Random random = new Random(5);
        float[][] near = new float[8][40];
        float[][] noise = new float[8][40];
        for (int i = 0; i < 8; i++) {
            for (int c = 0; c < 40; c++) {
                near[i][c] = (float) (1 + 0.5 * random.nextGaussian());
                noise[i][c] = (float) random.nextGaussian();
            }
        }
        double before = KernelDiscrepancy.of(near, noise).value();
        for (int step = 0; step < 20; step++) {
            float[][] gradient = KernelDiscrepancy.of(near, noise).gradient();
            for (int i = 0; i < 8; i++) {
                near[i] = Gradients.plus(near[i], -5, gradient[i]);
            }
        }

        assertThat(KernelDiscrepancy.of(near, noise).value()).isLessThan(0.8 * before);
    }

    @Test
    void shouldRejectSetsOfDifferentSizes() {
        assertThatThrownBy(() -> KernelDiscrepancy.of(x, new float[2][2])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KernelDiscrepancy.of(x, new float[3][1])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> KernelDiscrepancy.of(new float[0][], new float[0][]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
