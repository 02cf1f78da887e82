package dev.antibody.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.method.Marks;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskKindTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "The final answer is: 42                                  | 1",
                "So 6 * 7 = 42.                                           | 1", // the full stop ends the number
                "The final answer is:  42.0, and not 7                    | 1",
                "The final answer is:42 The final answer is: 43           | 1",
                "The final answer is: The final answer is: 42             | 1", // nothing between: the last number
                "43, no: 42                                               | 1",
                "42, no: 43                                               | 0",
                "The final answer is: 43 or 42                            | 0",
                "-42                                                      | 0",
                "forty-two                                                | 0",
                "''                                                       | 0",
            })
    void shouldCompareTheNumberThatAWorkedAnswerComesTo(String answer, double mark) {
        assertThat(TaskKind.GSM8K.mark("Half of 84 is 42.\nThe final answer is:  42", answer))
                .isEqualTo(mark);
    }

    @Test
    void shouldLeaveOutCommasInNumbersAndCompareThemAsNumbers() {
        assertThat(TaskKind.GSM8K.mark("The final answer is: 1,234", "1234.00")).isEqualTo(1);
        assertThat(TaskKind.GSM8K.mark("#### 0.5", "That is 0.50")).isEqualTo(1);
    }

    @Test
    void shouldNotTakeTwoTextsWithoutANumberForTheSame() {
        assertThat(TaskKind.GSM8K.mark("none", "none")).isZero();
        assertThat(TaskKind.GSM8K.mark("1" + "0".repeat(400), "2" + "0".repeat(400)))
                .isZero();
    }

    @Test
    void shouldTakeOnlyTheExactLabelForRight() {
        assertThat(TaskKind.LABEL.mark("card arrival", " card arrival\n")).isEqualTo(1);
        assertThat(TaskKind.LABEL.mark("card arrival", "Card arrival")).isZero();
    }

    @Test
    void shouldMarkFreeTextByTheWordsInCommon() {
        // 2 of 4 words said, 2 of 3 words wanted: F1 = 4 / 7; a word counts as often as it was wanted
        assertThat(TaskKind.TEXT.mark("Boil the egg", "boil, EGG boil now")).isCloseTo(4 / 7.0, within(1e-12));
        assertThat(TaskKind.TEXT.mark("Boil the egg", "Boil the egg!")).isEqualTo(1);
        assertThat(TaskKind.TEXT.mark("Boil the egg", "")).isZero();
        assertThat(TaskKind.TEXT.mark("?!", "?!")).isEqualTo(1);
        assertThat(TaskKind.TEXT.mark("?!", "egg")).isZero();
    }

    @Test
    void shouldGiveNothingForARefusalWhateverItsWords() {
        assertThat(TaskKind.TEXT.mark("Boil the egg", "I cannot help with that. Boil the egg"))
                .isZero();
    }

    @Test
    void shouldAddUpTheMarks() {
        assertThat(FineTuneAccuracy.of(TaskKind.GSM8K, List.of("1", "2", "3"), List.of("1", "so 2", "4")))
                .isEqualTo(new Marks(2, 3));
        assertThat(FineTuneAccuracy.of(TaskKind.TEXT, List.of("a b", "c"), List.of("a", "d")))
                .isEqualTo(new Marks(2 / 3.0, 2));
    }
}
