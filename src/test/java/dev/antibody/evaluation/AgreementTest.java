package dev.antibody.evaluation;

import static dev.antibody.safety.Verdict.COMPLIED;
import static dev.antibody.safety.Verdict.NEITHER;
import static dev.antibody.safety.Verdict.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.ingest.CsvException;
import dev.antibody.method.Proportion;
import dev.antibody.safety.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgreementTest {

    @TempDir
    private Path directory;

    @Test
    void shouldGiveAHandWorkedKappa() {
        // Given 20, 15 and 15 labels against 25, 10 and 15 verdicts, 34 of 50 on the diagonal: by chance the share
        // 0.4 · 0.5 + 0.3 · 0.2 + 0.3 · 0.3 = 0.35 agrees, so κ = (0.68 - 0.35) / 0.65
        Agreement agreement = agreement(new int[][] {{16, 1, 3}, {5, 8, 2}, {4, 1, 10}});

        assertThat(agreement.accuracy()).isEqualTo(new Proportion(34, 50));
        assertThat(agreement.kappa()).isCloseTo((0.68 - 0.35) / 0.65, within(1e-12));
        assertThat(agreement.precision(COMPLIED)).isEqualTo(new Proportion(8, 10));
        assertThat(agreement.recall(COMPLIED)).isEqualTo(new Proportion(8, 15));
    }

    @Test
    void shouldBeOneForFullAgreementAndNothingForAJudgeWhoSaysOneThing() {
        assertThat(agreement(new int[][] {{3, 0, 0}, {0, 2, 0}, {0, 0, 1}}).kappa())
                .isEqualTo(1);
        assertThat(agreement(new int[][] {{3, 0, 0}, {2, 0, 0}, {1, 0, 0}}).kappa())
                .isZero();
        assertThat(agreement(new int[][] {{3, 0, 0}, {0, 0, 0}, {0, 0, 0}}).kappa())
                .isEqualTo(1);
    }

    @Test
    void shouldCountWhatIsLabelledAndLeaveOtherVerdictsOut() throws IOException {
        Map<String, Verdict> labels =
                JudgeLabels.read(file("id,label\ngoal-1/sft,complied\ngoal-2/sft, Refused\ngoal-3/sft,neither\n"));

        Agreement agreement = Agreement.of(
                labels,
                Map.of(
                        "goal-1/sft", COMPLIED,
                        "goal-2/sft", REFUSED,
                        "goal-3/sft", COMPLIED,
                        "goal-4/sft", NEITHER));

        assertThat(agreement.accuracy()).isEqualTo(new Proportion(2, 3));
        assertThat(agreement.count(NEITHER, COMPLIED)).isEqualTo(1);
    }

    @Test
    void shouldNotPassOverAnAnswerThatWasNotJudged() {
        assertThatThrownBy(() -> Agreement.of(Map.of("a", REFUSED), Map.of()))
                .hasMessage("answer a is labelled and was not judged");
        assertThatThrownBy(() -> Agreement.of(Map.of(), Map.of())).hasMessage("no answer is labelled");
    }

    @Test
    void shouldRefuseAFileWithOtherLabelsOrAnAnswerTwice() throws IOException {
        Path other = file("id,label\na,refused\nb,harmful\n");
        assertThatThrownBy(() -> JudgeLabels.read(other))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining("row 2");
        Path twice = file("id,label\na,refused\na,complied\n");
        assertThatThrownBy(() -> JudgeLabels.read(twice))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining("row 2");
    }

    /** From a confusion matrix: a row for each label, a column for each verdict. */
    private static Agreement agreement(int[][] counts) {
        Verdict[] kinds = {REFUSED, COMPLIED, NEITHER};
        List<Agreement.Labelled> answers = new ArrayList<>();
        for (int label = 0; label < kinds.length; label++) {
            for (int verdict = 0; verdict < kinds.length; verdict++) {
                answers.addAll(Collections.nCopies(
                        counts[label][verdict], new Agreement.Labelled(kinds[label], kinds[verdict])));
            }
        }
        return new Agreement(answers);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("labels.csv"), text);
    }
}
