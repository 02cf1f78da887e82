package dev.antibody.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.method.Evidence;
import dev.antibody.method.LogProbs;
import dev.antibody.method.SampleScore;
import dev.antibody.method.Score;
import org.junit.jupiter.api.Test;

class ReferenceScoreTest {

    private static final LogProbs LEARNT = new LogProbs(-0.5, new double[] {-3});
    private static final LogProbs AT_FIRST = new LogProbs(-4, new double[] {-1});

    private final SampleScore score = new ReferenceScore(Score.PAPER);

    @Test
    void shouldWeighASampleByWhatWasSaidOfItAtFirst() {
        Evidence sample = Evidence.of(LEARNT, AT_FIRST);

        assertThat(score.weight(sample)).isEqualTo(-3);
        assertThat(score.gate(sample)).isEqualTo(Score.PAPER.gate(sample)).isEqualTo(-3);
        assertThat(Score.PAPER.weight(sample)).isEqualTo(2.5);
    }

    @Test
    void shouldAskForWhatWasSaidAtFirst() {
        assertThat(score.comparesWithReference()).isTrue();
    }
}
