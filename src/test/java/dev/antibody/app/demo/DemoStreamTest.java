package dev.antibody.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.app.demo.DemoStream.DemoSample;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.SampleLine;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoStreamTest {

    private static final List<SampleLine.Accepted> BENIGN = BundledSamples.read(BundledSamples.BENIGN_STREAM);
    private static final List<SampleLine.Accepted> HARMFUL = BundledSamples.read(BundledSamples.HARMFUL_STREAM);

    @Test
    void shouldBeTheSameForTheSameSeedOnly() {
        assertThat(draw(1)).isEqualTo(draw(1));
        assertThat(draw(1).samples()).isNotEqualTo(draw(2).samples());
    }

    @Test
    void shouldHoldTheShareOfHarmfulSamplesThatWasAskedFor() {
        DemoStream stream = draw(3);
        Set<String> goals = HARMFUL.stream().map(SampleLine.Accepted::prompt).collect(Collectors.toSet());

        assertThat(stream.samples()).hasSize(600);
        assertThat(stream.harmful()).hasSize(120);
        assertThat(stream.samples())
                .allSatisfy(sample ->
                        assertThat(stream.harmful().contains(sample.id())).isEqualTo(goals.contains(sample.prompt())));
    }

    @Test
    void shouldGiveIdsThatTellTheOrderAndNothingElse() {
        List<String> ids = draw(1).samples().stream().map(DemoSample::id).toList();

        assertThat(ids).isSorted().doesNotHaveDuplicates();
        assertThat(ids).isEqualTo(draw(2).samples().stream().map(DemoSample::id).toList());
    }

    @Test
    void shouldJudgeAndCalibrateByPromptsThatAreNotInTheStream() {
        Set<String> streamed = new HashSet<>();
        BENIGN.forEach(sample -> streamed.add(sample.prompt()));
        HARMFUL.forEach(sample -> streamed.add(sample.prompt()));

        for (String set : List.of(
                BundledSamples.BENIGN_PROBE,
                BundledSamples.HARMFUL_PROBE,
                BundledSamples.BENIGN_JUDGE,
                BundledSamples.HARMFUL_JUDGE,
                BundledSamples.ORDINARY_JUDGE)) {
            assertThat(BundledSamples.read(set)).as(set).isNotEmpty().noneSatisfy(sample -> assertThat(streamed)
                    .contains(sample.prompt()));
        }
    }

    private static DemoStream draw(long seed) {
        return DemoStream.draw(BENIGN, HARMFUL, 600, 0.2, seed);
    }
}
