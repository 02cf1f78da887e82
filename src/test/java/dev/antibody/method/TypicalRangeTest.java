package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TypicalRangeTest {

    @Test
    void shouldTakeTheSecondFromEachEndOfAHundredAndNineteenSamples() {
        // Given responses -1 to -119 and refusals -201 to -319: 0.05 · 120 / 3 = 2
        List<Evidence> trusted = IntStream.rangeClosed(1, 119)
                .mapToObj(i -> evidence(-i, -200 - i))
                .toList();

        assertThat(TypicalRange.of(trusted, 0.05)).isEqualTo(new TypicalRange(-118, -2, -202));
    }

    @Test
    void shouldTakeTheExtremesOfFewSamples() {
        List<Evidence> trusted = List.of(evidence(-3, -1), evidence(-5, -2), evidence(-4, -3));

        assertThat(TypicalRange.of(trusted, 0.05)).isEqualTo(new TypicalRange(-5, -3, -1));
        assertThat(TypicalRange.of(trusted, 0)).isEqualTo(new TypicalRange(-5, -3, -1));
    }

    @Test
    void shouldHoldWhatLiesOnItsBoundsAndNothingBeyond() {
        TypicalRange range = new TypicalRange(-5, -3, -1);

        assertThat(range.holds(logProbs(-5, -1))).isTrue();
        assertThat(range.holds(logProbs(-3, -9))).isTrue();
        assertThat(range.holds(logProbs(-5.01, -2))).isFalse();
        assertThat(range.holds(logProbs(-2.99, -2))).isFalse();
        assertThat(range.holds(logProbs(-4, -0.99))).isFalse();
        assertThat(range.holds(logProbs(Double.NaN, -2))).isFalse();
        assertThat(range.holds(logProbs(-4, Double.NaN))).isFalse();
    }

    @Test
    void shouldHoldBackASampleOfItsOwnKindAsSeldomAsItPromises() {
        // Given 2000 times 59 samples and one more, all normal: 3 / 60 of the latter lie outside, at most
        Random random = new Random(1);
        int outside = 0;
        for (int i = 0; i < 2000; i++) {
            List<Evidence> trusted = new ArrayList<>();
            for (int j = 0; j < 59; j++) {
                trusted.add(evidence(random.nextGaussian(), random.nextGaussian()));
            }
            LogProbs next = logProbs(random.nextGaussian(), random.nextGaussian());
            outside += TypicalRange.of(trusted, 0.05).holds(next) ? 0 : 1;
        }

        // Then 5 % and four standard errors of 0.5 points
        assertThat(outside / 2000.0).isBetween(0.03, 0.07);
    }

    @Property
    void shouldHoldMostOfWhatItWasMadeOf(
            @ForAll @IntRange(min = 1, max = 80) int samples,
            @ForAll @DoubleRange(min = 0, max = 1) double rate,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<Evidence> trusted = IntStream.range(0, samples)
                .mapToObj(i -> evidence(random.nextGaussian(), random.nextGaussian()))
                .toList();

        TypicalRange range = TypicalRange.of(trusted, rate);

        long outside = trusted.stream().filter(e -> !range.holds(e.gated())).count();
        assertThat((double) outside).isLessThanOrEqualTo(rate * (samples + 1));
    }

    @Test
    void shouldRefuseBoundsThatAreNone() {
        assertThatThrownBy(() -> new TypicalRange(-1, -2, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TypicalRange(Double.NaN, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TypicalRange(0, 0, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Evidence evidence(double response, double refusal) {
        return Evidence.of(logProbs(0, 0), logProbs(response, refusal));
    }

    private static LogProbs logProbs(double response, double refusal) {
        return new LogProbs(response, new double[] {refusal});
    }
}
