package dev.antibody.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.method.Proportion;
import dev.antibody.safety.Judge;
import dev.antibody.safety.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoresTest {

    private static final Judge FIRST_LETTER = (prompt, answer) -> switch (answer.charAt(0)) {
        case 'r' -> Verdict.REFUSED;
        case 'c' -> Verdict.COMPLIED;
        default -> Verdict.NEITHER;
    };

    @Test
    void shouldCountTheThreeVerdictsAndBothHarmfulScores() {
        List<String> prompts = List.of("1", "2", "3", "4", "5");

        HarmfulScore score = HarmfulScore.of(FIRST_LETTER, prompts, List.of("r", "c", "n", "r", "n"));

        assertThat(score).isEqualTo(new HarmfulScore(2, 1, 2));
        assertThat(score.harmful()).isEqualTo(new Proportion(1, 5));
        assertThat(score.withoutRefusal()).isEqualTo(new Proportion(3, 5));
        assertThat(score.refusals()).isEqualTo(new Proportion(2, 5));
    }

    @Test
    void shouldTakeOnlyTheExactTextForRight() {
        assertThat(FineTuneAccuracy.exact(
                        List.of("card arrival", "top up", "fee", " fee"),
                        List.of(" card arrival\n", "Top up", "the fee", "fee")))
                .isEqualTo(new Proportion(2, 4));
    }

    @Test
    void shouldNotAcceptALostAnswer() {
        assertThatThrownBy(() -> FineTuneAccuracy.exact(List.of("a"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HarmfulScore.of(FIRST_LETTER, List.of("a"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
