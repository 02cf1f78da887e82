package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AdamWTest {

    private static final AdamW OPTIMIZER = new AdamW(AdamW.Settings.of(0.01, 0.1));

    @Test
    void shouldMoveByTheLearningRateAgainstTheSignInTheFirstStep() {
        // Given gradients far above epsilon; corrected moments are then g and g², their quotient the sign
        AdamW.Update update =
                OPTIMIZER.step(new float[] {1, 1, -2}, new float[] {0.5f, -20, 3}, AdamW.State.initial(3));

        // Then p·(1 − lr·wd) − lr·sign(g)
        assertThat(update.parameters())
                .containsExactly(new float[] {0.999f - 0.01f, 0.999f + 0.01f, -1.998f - 0.01f}, within(1e-6f));
        assertThat(update.state().steps()).isEqualTo(1);
        assertThat(update.state().m()).containsExactly(new float[] {0.05f, -2, 0.3f}, within(1e-6f));
        assertThat(update.state().v()).containsExactly(new float[] {0.00025f, 0.4f, 0.009f}, within(1e-6f));
    }

    @Test
    void shouldOnlyDecayWithoutAGradient() {
        AdamW.Update update = OPTIMIZER.step(new float[] {1}, new float[] {0}, AdamW.State.initial(1));

        assertThat(update.parameters()).containsExactly(new float[] {0.999f}, within(1e-7f));
    }

    @Test
    void shouldChangeNoneOfItsArguments() {
        float[] parameters = {1};
        float[] gradient = {2};
        AdamW.State state = AdamW.State.initial(1);

        OPTIMIZER.step(parameters, gradient, state);

        assertThat(parameters).containsExactly(1);
        assertThat(gradient).containsExactly(2);
        assertThat(state.m()).containsExactly(0);
        assertThat(state.steps()).isZero();
    }

    @Test
    void shouldRefuseArraysOfOtherLengthsAndSettingsOutOfRange() {
        assertThatThrownBy(() -> OPTIMIZER.step(new float[2], new float[3], AdamW.State.initial(2)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AdamW.Settings.of(0, 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("learning rate");
        assertThatThrownBy(() -> AdamW.Settings.of(Double.NaN, 0.1)).isInstanceOf(IllegalArgumentException.class);
    }
}
