package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LogProbsTest {

    private static final double EXACT = 1e-12;

    @Test
    void shouldAverageOverTheTokensOfEachContinuation() {
        // Given a response of two tokens and refusals of one and three
        float[][] negativeLogLikelihoods = {{1, 2}, {0.5f}, {2, 3, 4}};

        // When
        LogProbs logProbs = LogProbs.ofNegativeLogLikelihoods(negativeLogLikelihoods);

        // Then
        assertThat(logProbs.response()).isEqualTo(-1.5);
        assertThat(logProbs.refusals()).containsExactly(-0.5, -3);
        assertThat(logProbs.refusal()).isEqualTo(-1.75);
        assertThat(logProbs.refusalMin()).isEqualTo(-3);
        assertThat(logProbs.refusalSpread()).isCloseTo(1.25, within(EXACT));
        assertThat(logProbs.r()).isCloseTo(0.25, within(EXACT));
    }

    @Test
    void shouldTakeZeroForAContinuationWithoutTokensAsThePublishedCodeDoes() {
        LogProbs logProbs = LogProbs.ofNegativeLogLikelihoods(new float[][] {{}, {2}});

        assertThat(logProbs.response()).isZero();
        assertThat(logProbs.r()).isEqualTo(2);
    }

    @Test
    void shouldHaveNoSpreadWithOneTemplate() {
        assertThat(new LogProbs(-1, new double[] {-2}).refusalSpread()).isZero();
    }

    @Test
    void shouldWantARefusal() {
        assertThatThrownBy(() -> LogProbs.ofNegativeLogLikelihoods(new float[][] {{1}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("refusal template");
    }

    @Test
    void shouldScoreByEachRule() {
        LogProbs logProbs = new LogProbs(-8, new double[] {-4, -6});

        assertThat(Score.PAPER.of(logProbs)).isEqualTo(-3);
        assertThat(Score.REFUSAL.of(logProbs)).isEqualTo(5);
        assertThat(Score.BLEND.of(logProbs)).isEqualTo((-3 + 5) / 2.0);
    }
}
