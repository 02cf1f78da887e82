package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {

    /** Two groups of samples with as many features. */
    record Groups(double[][] first, double[][] second) {

        /** The same with one feature in another unit. */
        Groups scaled(int feature, double factor, double offset) {
            return new Groups(scaled(first, feature, factor, offset), scaled(second, feature, factor, offset));
        }

        private static double[][] scaled(double[][] samples, int feature, double factor, double offset) {
            return Arrays.stream(samples)
                    .map(sample -> {
                        double[] other = sample.clone();
                        other[feature] = factor * other[feature] + offset;
                        return other;
                    })
                    .toArray(double[][]::new);
        }
    }

    @Provide
    Arbitrary<Groups> groups() {
        return Arbitraries.integers().between(1, 4).flatMap(features -> {
            // eighths, so that a feature is either the same in all samples or clearly not
            Arbitrary<double[]> sample = Arbitraries.integers()
                    .between(-40, 40)
                    .array(Integer[].class)
                    .ofSize(features)
                    .map(values -> Arrays.stream(values)
                            .mapToDouble(value -> value / 8.0)
                            .toArray());
            Arbitrary<double[][]> group =
                    sample.array(double[][].class).ofMinSize(1).ofMaxSize(20);
            return Combinators.combine(group, group).as(Groups::new);
        });
    }

    @Test
    void shouldFindTheMinimumOfAHandWorkedCase() {
        // Given 1 against -1, so that J = 2 log(1 + exp(-w)) + ridge/2 w², least where ridge · w = 2 / (1 + exp(w)): at
        // w = 1 for this ridge
        double ridge = 2 / (1 + Math.E);

        LogisticRegression regression = LogisticRegression.fit(new double[][] {{1}}, new double[][] {{-1}}, ridge);

        assertThat(regression.weights()[0]).isCloseTo(1, within(1e-12));
        assertThat(regression.intercept()).isCloseTo(0, within(1e-12));
        assertThat(regression.logOdds(new double[] {3})).isCloseTo(3, within(1e-12));
    }

    /** Features that are there more than once share what one alone would weigh, and there are then more than samples. */
    @Property(tries = 50)
    void shouldFindTheSameMinimumWithMoreFeaturesThanSamples(@ForAll("groups") Groups groups) {
        int copies = 60;
        LogisticRegression once = LogisticRegression.fit(groups.first(), groups.second(), 1);

        LogisticRegression often =
                LogisticRegression.fit(repeated(groups.first(), copies), repeated(groups.second(), copies), copies);

        assertThat(often.weights()).hasSize(copies * once.weights().length);
        for (double[] sample : groups.first()) {
            assertThat(often.logOdds(repeated(new double[][] {sample}, copies)[0]))
                    .isCloseTo(once.logOdds(sample), within(1e-6));
        }
    }

    private static double[][] repeated(double[][] samples, int copies) {
        return Arrays.stream(samples)
                .map(sample -> {
                    double[] all = new double[copies * sample.length];
                    for (int copy = 0; copy < copies; copy++) {
                        System.arraycopy(sample, 0, all, copy * sample.length, sample.length);
                    }
                    return all;
                })
                .toArray(double[][]::new);
    }

    @Test
    void shouldGiveEvenOddsBetweenTheGroupsHoweverManyThereAreOfEach() {
        LogisticRegression regression =
                LogisticRegression.fit(new double[][] {{7}, {7}, {7}, {7}, {7}}, new double[][] {{3}, {3}}, 1);

        assertThat(regression.logOdds(new double[] {5})).isCloseTo(0, within(1e-9));
        assertThat(regression.logOdds(new double[] {7})).isPositive();
    }

    @Test
    void shouldShareTheWeightBetweenFeaturesThatSayTheSame() {
        LogisticRegression regression =
                LogisticRegression.fit(new double[][] {{1, 1}, {2, 2}}, new double[][] {{0, 0}, {-1, -1}}, 1);

        assertThat(regression.weights()[0]).isPositive().isCloseTo(regression.weights()[1], within(1e-12));
    }

    @Test
    void shouldNotLookAtAFeatureThatIsAlwaysTheSame() {
        LogisticRegression regression =
                LogisticRegression.fit(new double[][] {{1, 0.1}, {2, 0.1}}, new double[][] {{0, 0.1}}, 1);

        assertThat(regression.weights()[1]).isZero();
        assertThat(regression.logOdds(new double[] {1, 0.1})).isEqualTo(regression.logOdds(new double[] {1, -9}));
    }

    @Test
    void shouldRefuseWhatItCannotLearnFrom() {
        double[][] one = {{1}};
        assertThatThrownBy(() -> LogisticRegression.fit(new double[0][], one, 1))
                .hasMessageContaining("both groups");
        assertThatThrownBy(() -> LogisticRegression.fit(one, one, 0)).hasMessageContaining("ridge");
        assertThatThrownBy(() -> LogisticRegression.fit(one, new double[][] {{1, 2}}, 1))
                .hasMessage("samples with 2 and 1 features");
        assertThatThrownBy(() -> LogisticRegression.fit(one, new double[][] {{Double.NEGATIVE_INFINITY}}, 1))
                .hasMessage("a feature is -Infinity");
        assertThatThrownBy(() -> LogisticRegression.fit(one, one, 1).logOdds(new double[2]))
                .hasMessage("2 features for 1 weights");
    }

    @Property(tries = 200)
    void shouldEndWhereTheGradientIsZero(
            @ForAll("groups") Groups groups, @ForAll @DoubleRange(min = 0.01, max = 10) double ridge) {
        LogisticRegression regression = LogisticRegression.fit(groups.first(), groups.second(), ridge);

        double[] gradient = new double[regression.weights().length + 1];
        addGradient(regression, groups.first(), 1, gradient);
        addGradient(regression, groups.second(), -1, gradient);
        for (int j = 0; j < regression.weights().length; j++) {
            gradient[j + 1] += ridge * regression.weights()[j] * 2 / samples(groups);
        }
        for (double slope : gradient) {
            assertThat(slope).isCloseTo(0, within(1e-8));
        }
    }

    @Property(tries = 200)
    void shouldNotDependOnTheUnitsOfAFeature(
            @ForAll("groups") Groups groups,
            @ForAll @IntRange(max = 3) int which,
            @ForAll @DoubleRange(min = 0.01, max = 100) double factor,
            @ForAll boolean mirrored,
            @ForAll @DoubleRange(min = -10, max = 10) double offset) {
        int feature = which % groups.first()[0].length;
        Groups other = groups.scaled(feature, mirrored ? -factor : factor, offset);

        LogisticRegression plain = LogisticRegression.fit(groups.first(), groups.second(), 1);
        LogisticRegression scaled = LogisticRegression.fit(other.first(), other.second(), 1);

        for (int i = 0; i < groups.first().length; i++) {
            assertThat(scaled.logOdds(other.first()[i])).isCloseTo(plain.logOdds(groups.first()[i]), within(1e-6));
        }
    }

    @Property(tries = 100)
    void shouldRiseWithAFeatureAsTheSignOfItsWeightSays(
            @ForAll("groups") Groups groups,
            @ForAll @IntRange(max = 3) int which,
            @ForAll @DoubleRange(min = 0.1, max = 5) double more) {
        int feature = which % groups.first()[0].length;
        LogisticRegression regression = LogisticRegression.fit(groups.first(), groups.second(), 1);
        double[] raised = groups.first()[0].clone();
        raised[feature] += more;

        double rise = regression.logOdds(raised) - regression.logOdds(groups.first()[0]);

        assertThat(rise)
                .isCloseTo(regression.weights()[feature] * more / regression.deviations()[feature], within(1e-9));
    }

    @Property(tries = 100)
    void shouldRankByASingleFeatureThatTellsTheGroupsApart(
            @ForAll @DoubleRange(min = 0.1, max = 5) double gap, @ForAll @IntRange(min = 1, max = 10) int size) {
        double[][] high = new double[size][1];
        double[][] low = new double[size][1];
        for (int i = 0; i < size; i++) {
            high[i][0] = gap + i;
            low[i][0] = -i;
        }

        assertThat(LogisticRegression.fit(high, low, 1).weights()[0]).isPositive();
        assertThat(LogisticRegression.fit(low, high, 1).weights()[0]).isNegative();
    }

    @Property(tries = 50)
    void shouldGiveTheSameBitsTwice(@ForAll("groups") Groups groups) {
        LogisticRegression first = LogisticRegression.fit(groups.first(), groups.second(), 1);
        LogisticRegression second = LogisticRegression.fit(groups.first(), groups.second(), 1);

        assertThat(first).isEqualTo(second).hasSameHashCodeAs(second).hasToString(second.toString());
    }

    private static int samples(Groups groups) {
        return groups.first().length + groups.second().length;
    }

    /** Mean slope of a group's log loss, which is its share of the gradient of J times 2 / samples. */
    private static void addGradient(LogisticRegression regression, double[][] group, int sign, double[] gradient) {
        for (double[] sample : group) {
            double slope = -sign / (1 + Math.exp(sign * regression.logOdds(sample))) / group.length;
            gradient[0] += slope;
            for (int j = 0; j < sample.length; j++) {
                gradient[j + 1] +=
                        slope * (sample[j] - regression.means()[j]) / regression.deviations()[j];
            }
        }
    }
}
