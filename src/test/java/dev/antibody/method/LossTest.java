package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class LossTest {

    private static final float[][] RESPONSES = {{1, 2, 3}, {4}};

    @Test
    void shouldAverageOverWeightedTokensAsThePublishedCodeDoes() {
        // (¼·(1+2+3) + ¾·4) / (¼·3 + ¾·1)
        assertThat(Loss.TOKEN.value(new double[] {0.25, 0.75}, RESPONSES)).isCloseTo(3, within(1e-12));
    }

    @Test
    void shouldDivideByAtLeastOneToken() {
        // weighted tokens are ½, so the divisor is 1
        assertThat(Loss.TOKEN.value(new double[] {0.5, 0.5}, new float[][] {{}, {6}}))
                .isEqualTo(3);
    }

    @Test
    void shouldAverageOverSamples() {
        assertThat(Loss.SAMPLE.value(new double[] {0.25, 0.75}, RESPONSES))
                .isCloseTo(0.25 * 2 + 0.75 * 4, within(1e-12));
    }

    @Test
    void shouldBeTheOrdinaryTokenMeanWithUniformWeights() {
        assertThat(Loss.TOKEN.value(Weights.uniform(new boolean[] {true, true}), RESPONSES))
                .isCloseTo(10 / 4.0, within(1e-12));
    }

    @Test
    void shouldGiveSamplesOfWeightZeroNoCoefficient() {
        float[][] coefficients = Loss.TOKEN.coefficients(new double[] {0, 1}, new int[] {3, 2});

        assertThat(coefficients[0]).containsExactly(0, 0, 0);
        assertThat(coefficients[1]).containsExactly(0.5f, 0.5f);
    }

    @Test
    void shouldGiveAnEmptyResponseNoCoefficients() {
        assertThat(Loss.SAMPLE.coefficients(new double[] {1}, new int[] {0})[0]).isEmpty();
        assertThat(Loss.SAMPLE.value(new double[] {1}, new float[][] {{}})).isZero();
    }

    @Provide
    Arbitrary<List<float[]>> responses() {
        return Arbitraries.floats()
                .between(0, 20)
                .array(float[].class)
                .ofMinSize(0)
                .ofMaxSize(12)
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    @Property
    void shouldBeLinearInTheNegativeLogLikelihoods(
            @ForAll Loss loss, @ForAll("responses") List<float[]> responses, @ForAll long seed) {
        // Given weights from some scores
        Random random = new Random(seed);
        double[] scores = random.doubles(responses.size()).toArray();
        boolean[] admitted = new boolean[scores.length];
        Arrays.fill(admitted, true);
        double[] weights = Weights.softmax(scores, admitted, 0.5);
        float[][] rows = responses.toArray(new float[0][]);

        // When
        float[][] coefficients = loss.coefficients(
                weights, responses.stream().mapToInt(r -> r.length).toArray());
        double sum = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int t = 0; t < rows[i].length; t++) {
                sum += (double) coefficients[i][t] * rows[i][t];
            }
        }

        // Then
        double value = loss.value(weights, rows);
        assertThat(sum).isCloseTo(value, within(1e-6 * Math.max(1, value)));
    }
}
