package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class FlatnessGuardTest {

    @Test
    void shouldTakeOutThePartThatLowersTheHarmfulLoss() {
        // (3, 4) along (2, 0) is (3, 0)
        assertThat(Flatness.guard(new float[] {3, 4}, new float[] {2, 0})).containsExactly(0, 4);
    }

    @Test
    void shouldLeaveAnUpdateThatRaisesTheHarmfulLoss() {
        float[] gradient = {-3, 4};

        assertThat(Flatness.guard(gradient, new float[] {2, 0})).isSameAs(gradient);
        assertThat(Flatness.guard(gradient, new float[] {0, 0})).isSameAs(gradient);
    }

    @Property
    void shouldNeverLowerTheHarmfulLossToFirstOrder(@ForAll Random random) {
        float[] gradient = draw(random);
        float[] harmful = draw(random);

        float[] guarded = Flatness.guard(gradient, harmful);

        double scale = Gradients.norm(gradient) * Gradients.norm(harmful);
        assertThat(Gradients.dot(guarded, harmful)).isLessThanOrEqualTo(1e-6 * scale);
        assertThat(Gradients.norm(guarded)).isLessThanOrEqualTo(Gradients.norm(gradient) * (1 + 1e-6));
    }

    private static float[] draw(Random random) {
        float[] values = new float[20];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
