package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CalibratedScoreTest {

    @Test
    void shouldSeparateWhereThePapersScoreIsInverted() {
        // Given bare labels that the model has never said: 9 nats a token, where the attack's answers cost 2; but it
        // would
        // refuse the harmful ones at 0.5 nats and the benign ones at 3
        List<Evidence> benign = probes(1, 32, -9, -3);
        List<Evidence> harmful = probes(2, 32, -2, -0.5);

        ProbeScores calibrated = CalibratedScore.crossValidated(benign, harmful, CalibratedScore.FOLDS);

        assertThat(Detection.auroc(scores(benign, Score.PAPER), scores(harmful, Score.PAPER)))
                .isLessThan(0.1);
        assertThat(calibrated.auroc()).isGreaterThan(0.99);
        assertThat(calibrated.calibrate(0.01)).isInstanceOf(Calibration.Separates.class);
        assertThat(CalibratedScore.fit(benign, harmful).of(evidence(-9, -3))).isPositive();
        assertThat(CalibratedScore.fit(benign, harmful).of(evidence(-2, -0.5))).isNegative();
    }

    @Test
    void shouldLearnFromTheReferenceWhatTheLiveAdapterHasForgotten() {
        // Given a live adapter that refuses nothing any more
        List<Evidence> benign = new ArrayList<>();
        List<Evidence> harmful = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            LogProbs live = logProbs(-2 - i % 3, -3 - i % 2);
            benign.add(Evidence.of(live, logProbs(-2, -3 - 0.01 * i)));
            harmful.add(Evidence.of(live, logProbs(-2, -1 - 0.01 * i)));
        }

        assertThat(CalibratedScore.crossValidated(benign, harmful, 5).auroc()).isEqualTo(1);
        assertThat(CalibratedScore.crossValidated(live(benign), live(harmful), 5)
                        .auroc())
                .isLessThanOrEqualTo(0.5);
    }

    @Test
    void shouldRefuseToGateByNoise() {
        // Given 4 features of pure noise and few probes, which a fit separates well on its own probes
        Random noise = new Random(7);
        List<Evidence> benign = new ArrayList<>();
        List<Evidence> harmful = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            benign.add(noise(noise));
            harmful.add(noise(noise));
        }
        CalibratedScore flattering = CalibratedScore.fit(benign, harmful);

        double[] ownBenign = benign.stream().mapToDouble(flattering::of).toArray();
        double[] ownHarmful = harmful.stream().mapToDouble(flattering::of).toArray();
        ProbeScores honest = CalibratedScore.crossValidated(benign, harmful, CalibratedScore.FOLDS);

        assertThat(honest.auroc()).isLessThan(Detection.auroc(ownBenign, ownHarmful));
        assertThat(honest.calibrate(0.05)).isEqualTo(new Calibration.DoesNotSeparate(honest.auroc()));
    }

    @Test
    void shouldScoreEachProbeWithAFitThatHasNotSeenIt() {
        List<Evidence> benign = probes(3, 5, -4, -3);
        List<Evidence> harmful = probes(4, 4, -4, -2);

        ProbeScores scores = CalibratedScore.crossValidated(benign, harmful, 2);

        // parts: even and odd positions
        CalibratedScore odd =
                CalibratedScore.fit(List.of(benign.get(1), benign.get(3)), List.of(harmful.get(1), harmful.get(3)));
        assertThat(scores.benign()[4]).isEqualTo(odd.of(benign.get(4)));
        assertThat(scores.harmful()[2]).isEqualTo(odd.of(harmful.get(2)));
    }

    @Test
    void shouldGateByTheStateWhereThereIsARepresentation() {
        // Given probes whose log-probabilities are the same, and whose states under the reference differ
        List<Evidence> benign = states(1, 12, 1);
        List<Evidence> harmful = states(2, 12, -1);

        CalibratedScore score = CalibratedScore.fitWithRepresentation(benign, harmful);

        assertThat(CalibratedScore.crossValidated(benign, harmful, 5).auroc()).isEqualTo(0.5);
        assertThat(CalibratedScore.crossValidatedRepresentation(benign, harmful, 5)
                        .auroc())
                .isEqualTo(1);
        assertThat(score.gate(benign.get(0))).isPositive();
        assertThat(score.gate(harmful.get(0))).isNegative();
        assertThat(score.weight(benign.get(0))).isEqualTo(score.weight(harmful.get(0)));
        assertThat(score.comparesWithReference()).isTrue();
    }

    @Test
    void shouldSayWhichSamplesItCanRead() {
        CalibratedScore score = CalibratedScore.fitWithRepresentation(states(1, 3, 1), states(2, 3, -1));

        assertThat(score.reads(logProbs(-1, -1).with(new float[40]))).isTrue();
        assertThat(score.reads(logProbs(-1, -1).with(new float[41]))).isFalse();
        assertThat(new CalibratedScore(score.regression()).reads(logProbs(-1, -1)))
                .isTrue();
    }

    /** Forty coordinates, of which the first four tell. */
    private static List<Evidence> states(int seed, int count, float first) {
        Random random = new Random(seed);
        List<Evidence> probes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] state = new float[40];
            for (int j = 0; j < state.length; j++) {
                state[j] = (float) random.nextGaussian() / 4 + (j < 4 ? first : 0);
            }
            LogProbs same = logProbs(-2, -3);
            probes.add(Evidence.of(same, same.with(state)));
        }
        return probes;
    }

    @Test
    void shouldRefuseProbesThatCannotBeSplitOrCompared() {
        List<Evidence> one = List.of(evidence(-1, -1));
        List<Evidence> two = List.of(evidence(-1, -1), evidence(-2, -2));
        assertThatThrownBy(() -> CalibratedScore.crossValidated(one, two, 5))
                .hasMessageContaining("1 benign, 2 harmful");
        assertThatThrownBy(() -> CalibratedScore.crossValidated(two, two, 1)).hasMessageContaining("two parts");
        assertThatThrownBy(() -> CalibratedScore.fit(two, List.of(Evidence.of(logProbs(-1, -1), logProbs(-1, -1)))))
                .hasMessage("samples with 4 and 2 features");
    }

    @Property(tries = 50)
    void shouldBeTheSameBitsTwiceAndFinite(@ForAll @IntRange(min = 2, max = 12) int size, @ForAll int seed) {
        List<Evidence> benign = probes(seed, size, -5, -3);
        List<Evidence> harmful = probes(seed + 1, size + 1, -2, -2);

        ProbeScores first = CalibratedScore.crossValidated(benign, harmful, 5);
        ProbeScores second = CalibratedScore.crossValidated(benign, harmful, 5);

        assertThat(first.benign()).isEqualTo(second.benign()).doesNotContain(Double.NaN);
        assertThat(first.harmful()).isEqualTo(second.harmful()).doesNotContain(Double.NaN);
    }

    private static List<Evidence> probes(int seed, int count, double response, double refusal) {
        Random random = new Random(seed);
        List<Evidence> probes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            probes.add(evidence(response + random.nextGaussian() / 2, refusal + random.nextGaussian() / 3));
        }
        return probes;
    }

    private static Evidence noise(Random random) {
        return Evidence.of(
                logProbs(random.nextGaussian(), random.nextGaussian()),
                logProbs(random.nextGaussian(), random.nextGaussian()));
    }

    private static List<Evidence> live(List<Evidence> both) {
        return both.stream().map(evidence -> Evidence.of(evidence.live())).toList();
    }

    private static double[] scores(List<Evidence> probes, Score score) {
        return probes.stream().mapToDouble(probe -> score.of(probe.live())).toArray();
    }

    private static Evidence evidence(double response, double refusal) {
        return Evidence.of(logProbs(response, refusal));
    }

    private static LogProbs logProbs(double response, double refusal) {
        return new LogProbs(response, new double[] {refusal});
    }
}
