package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class LambdaRuleTest {

    private static final OptionalDouble FIRST = OptionalDouble.empty();

    record Pair(float[] align, float[] sharp) {

        Overlap overlap() {
            return Overlap.of(align, sharp);
        }

        /** What fp32 may lose of an inner product with the corrected vector. */
        double rounding(double lambda) {
            Overlap overlap = overlap();
            return 1e-6 * overlap.sharpNorm() * (overlap.alignNorm() + lambda * overlap.sharpNorm()) + 1e-30;
        }
    }

    @Provide
    Arbitrary<Pair> pairs() {
        Arbitrary<Float> values = Arbitraries.floats().between(-10, 10);
        return Arbitraries.integers().between(1, 30).flatMap(size -> Combinators.combine(
                        values.list().ofSize(size), values.list().ofSize(size))
                .as((align, sharp) -> new Pair(floats(align), floats(sharp))));
    }

    private static float[] floats(List<Float> list) {
        float[] floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = list.get(i);
        }
        return floats;
    }

    @Test
    void shouldGiveTheTheoremsLambdaForHandWorkedVectors() {
        // Given g_s = (0, 2), so that a_t = 3 · 4 = 12, and g_a with inner products 6, -2 and 20
        LambdaRule rule = new LambdaRule.Theorem(3);
        float[] sharp = {0, 2};

        assertThat(rule.next(Overlap.of(new float[] {5, 3}, sharp), FIRST)).isEqualTo((12 - 6) / 4.0);
        assertThat(rule.next(Overlap.of(new float[] {5, -1}, sharp), FIRST)).isEqualTo((12 + 2) / 4.0);
        assertThat(rule.next(Overlap.of(new float[] {5, 10}, sharp), FIRST)).isZero();
    }

    @Test
    void shouldNotCorrectWhereThereIsNoSharpness() {
        assertThat(new LambdaRule.Theorem(3).next(Overlap.of(new float[] {5, 3}, new float[2]), FIRST))
                .isZero();
    }

    @Test
    void shouldGiveTheCosineFormForHandWorkedVectors() {
        // Given an angle of 60° and η = 5, then 90°, 180° and no angle
        LambdaRule rule = new LambdaRule.Cosine(5, 0.99);

        assertThat(rule.next(new Overlap(2, 4, 4), FIRST)).isEqualTo(4.5);
        assertThat(rule.next(new Overlap(2, 4, 0), FIRST)).isEqualTo(5);
        assertThat(rule.next(new Overlap(2, 4, -8), FIRST)).isEqualTo(6);
        assertThat(rule.next(new Overlap(0, 4, 0), FIRST)).isEqualTo(5);
        assertThat(new LambdaRule.Cosine(0.25, 0).next(new Overlap(2, 4, 4), FIRST))
                .isZero();
    }

    @Test
    void shouldSmoothTheCosineFormFromTheSecondStepOn() {
        LambdaRule rule = new LambdaRule.Cosine(5, 0.99);

        assertThat(rule.next(new Overlap(2, 4, 4), OptionalDouble.of(5.5)))
                .isCloseTo(0.99 * 5.5 + 0.01 * 4.5, within(1e-12));
    }

    @Test
    void shouldStayConstant() {
        assertThat(new LambdaRule.Constant(5).next(new Overlap(1, 1, 1), OptionalDouble.of(2)))
                .isEqualTo(5);
    }

    @Test
    void shouldRefuseStrengthsThatMakeNoSense() {
        assertThatThrownBy(() -> new LambdaRule.Theorem(0)).hasMessage("xi must be positive, not 0.0");
        assertThatThrownBy(() -> new LambdaRule.Cosine(Double.NaN, 0)).hasMessage("eta must be positive, not NaN");
        assertThatThrownBy(() -> new LambdaRule.Cosine(5, 1)).hasMessage("momentum must be in [0, 1), not 1.0");
        assertThatThrownBy(() -> new LambdaRule.Constant(-1)).hasMessage("lambda must be 0 or more, not -1.0");
        assertThatThrownBy(() -> new Flatness(new LambdaRule.Constant(1), 0, 0)).hasMessageContaining("rho");
        assertThatThrownBy(() -> new Flatness(new LambdaRule.Constant(1), 1, -1))
                .hasMessageContaining("refusal");
    }

    @Property
    void shouldMeetTheConstraintAfterTheCorrection(
            @ForAll("pairs") Pair pair, @ForAll @DoubleRange(min = 0.01, max = 20) double xi) {
        double lambda = new LambdaRule.Theorem(xi).next(pair.overlap(), FIRST);

        float[] corrected = Gradients.plus(pair.align(), lambda, pair.sharp());

        double atLeast = xi * Gradients.dot(pair.sharp(), pair.sharp());
        assertThat(Gradients.dot(pair.sharp(), corrected)).isGreaterThanOrEqualTo(atLeast - pair.rounding(lambda));
    }

    @Property
    void shouldNotCorrectWhatMetTheConstraint(
            @ForAll("pairs") Pair pair, @ForAll @DoubleRange(min = 0.01, max = 20) double xi) {
        // Given a gradient that has been corrected with a little more than is asked for
        float[] within = Gradients.plus(
                pair.align(), new LambdaRule.Theorem(1.01 * xi).next(pair.overlap(), FIRST), pair.sharp());

        double lambda = new LambdaRule.Theorem(xi).next(Overlap.of(within, pair.sharp()), FIRST);

        double allowed =
                Gradients.norm(pair.sharp()) == 0 ? 0 : 1e-5 * Gradients.norm(within) / Gradients.norm(pair.sharp());
        assertThat(lambda).isBetween(0.0, Math.max(0, allowed - 0.01 * xi));
    }

    @Property
    void shouldBeTheNearestThatMeetsTheConstraint(
            @ForAll("pairs") Pair pair,
            @ForAll @DoubleRange(min = 0.01, max = 20) double xi,
            @ForAll("pairs") Pair other) {
        // Given any other vector that meets it
        int size = Math.min(pair.align().length, other.align().length);
        Pair cut = new Pair(Arrays.copyOf(pair.align(), size), Arrays.copyOf(pair.sharp(), size));
        float[] some = Arrays.copyOf(other.align(), size);
        LambdaRule rule = new LambdaRule.Theorem(xi);
        float[] meets = Gradients.plus(some, rule.next(Overlap.of(some, cut.sharp()), FIRST), cut.sharp());

        float[] corrected = Gradients.plus(cut.align(), rule.next(cut.overlap(), FIRST), cut.sharp());

        double distance = Gradients.norm(Gradients.plus(corrected, -1, cut.align()));
        double others = Gradients.norm(Gradients.plus(meets, -1, cut.align()));
        double rounding = 1e-5 * (Gradients.norm(corrected) + Gradients.norm(meets) + Gradients.norm(cut.align()));
        assertThat(distance).isLessThanOrEqualTo(others + rounding);
    }
}
