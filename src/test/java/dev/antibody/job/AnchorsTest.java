package dev.antibody.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AnchorsTest {

    private static final SafeSample KIB = new SafeSample(Optional.of("s".repeat(24)), "p".repeat(500), "r".repeat(500));

    @Test
    void shouldTakeNoMoreTextThanARecordCanHold() {
        List<SafeSample> full = Collections.nCopies(256, KIB);
        List<SafeSample> over = Collections.nCopies(300, KIB);

        assertThat(new Anchors(full, 1, 1).samples()).hasSize(256);
        assertThat(Anchors.fitting(full)).isEqualTo(256);
        assertThat(Anchors.fitting(over)).isEqualTo(256);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Anchors(over, 1, 1))
                .withMessage("alignment samples may have 262144 bytes of text, not 307200");
    }

    @Test
    void shouldCountBytesAndNotCharacters() {
        assertThat(Anchors.bytes(List.of(new SafeSample(Optional.empty(), "ü€", "a"))))
                .isEqualTo(6);
    }

    @Test
    void shouldSayWhatTheyMayBe() {
        refused("anchors need at least one alignment sample", List.of(), 1, 1);
        refused("anchors must be between 1 and 1, the number of alignment samples, not 0", List.of(KIB), 0, 1);
        refused("anchors must be between 1 and 1, the number of alignment samples, not 2", List.of(KIB), 2, 1);
        refused("the anchors' weight must be above 0, not 0.0", List.of(KIB), 1, 0);
        refused("the anchors' weight must be above 0, not NaN", List.of(KIB), 1, Double.NaN);
    }

    @Test
    void shouldShowTheirTextToNobody() {
        JobSettings settings = JobSettings.defaults()
                .with()
                .anchors(Optional.of(SafeSums.anchors(2, 1)))
                .build();

        assertThat(settings.toString()).contains("SafeSample[").doesNotContain("exam", "sorry", "tutor");
    }

    private static void refused(String message, List<SafeSample> samples, int perMicroBatch, double weight) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Anchors(samples, perMicroBatch, weight))
                .withMessage(message);
    }
}
