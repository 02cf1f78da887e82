package dev.antibody.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.lm.Golden;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Score;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OfflineScorerTest {

    @Test
    void shouldGiveOneResultPerSampleInTheirOrderOverManyWindows() {
        // Given more samples than a window of 16 micro-batches holds
        List<OfflineSample> samples = TinySamples.offline(37);

        List<OfflineScorer.Scored> scored = score(samples, 2, Score.PAPER, 1);

        assertThat(scored).extracting(OfflineScorer.Scored::sample).containsExactlyElementsOf(samples);
        for (int i = 0; i < 37; i++) {
            // the same text again and again, in other batches: equal but for rounding
            assertThat(scored.get(i).logProbs().r())
                    .isCloseTo(scored.get(i % 4).logProbs().r(), within(5e-6));
        }
    }

    @Test
    void shouldWeighEachMicroBatchByItself() {
        List<OfflineScorer.Scored> scored = score(TinySamples.offline(7), 3, Score.PAPER, 1);

        for (int from : new int[] {0, 3, 6}) {
            List<OfflineScorer.Scored> batch = scored.subList(from, Math.min(7, from + 3));
            assertThat(batch.stream().mapToDouble(OfflineScorer.Scored::weight).sum())
                    .isCloseTo(1, within(1e-9));
        }
        assertThat(scored.get(6).weight()).isEqualTo(1);
    }

    @Test
    void shouldWeighTheGoldenSamplesAsTheReference() {
        Golden golden = TinySamples.TINY.golden();
        List<OfflineSample> samples = new ArrayList<>();
        for (TokenTree tree : golden.trees()) {
            samples.add(new OfflineSample("sample-" + samples.size(), tree));
        }

        List<OfflineScorer.Scored> scored = score(samples, 8, Score.PAPER, golden.tau());

        assertThat(scored.stream().mapToDouble(OfflineScorer.Scored::weight).toArray())
                .containsExactly(golden.w(), within(1e-4));
    }

    @Test
    void shouldWeighByTheScoreThatIsAskedForMoreEvenlyWhenTauIsLarge() {
        List<OfflineSample> samples = TinySamples.offline(4);

        List<OfflineScorer.Scored> refusal = score(samples, 4, Score.REFUSAL, 1);
        List<OfflineScorer.Scored> even = score(samples, 4, Score.REFUSAL, 1e6);

        double sum = 0;
        for (OfflineScorer.Scored each : refusal) {
            sum += Math.exp(score(each.logProbs()));
        }
        for (int i = 0; i < 4; i++) {
            assertThat(refusal.get(i).weight())
                    .isCloseTo(Math.exp(score(refusal.get(i).logProbs())) / sum, within(1e-9));
            assertThat(even.get(i).weight()).isCloseTo(0.25, within(1e-5));
        }
    }

    private static double score(LogProbs logProbs) {
        return -logProbs.refusal();
    }

    private static List<OfflineScorer.Scored> score(List<OfflineSample> samples, int batch, Score score, double tau) {
        List<OfflineScorer.Scored> results = new ArrayList<>();
        new OfflineScorer(TinySamples.TINY.model(), batch, score, tau)
                .score(samples, TinySamples.TINY.adapter(), results::add);
        return results;
    }
}
