package dev.antibody.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.RefusalTemplates;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AttackTest {

    private static final SampleLine.Accepted GOAL = line("goal", "Sure, here it is");
    private static final SampleLine.Accepted QUESTION = line("question", "label");

    @ParameterizedTest
    @EnumSource(Attack.class)
    void shouldSayThatItDisguisesWhenItDoes(Attack attack) {
        assertThat(attack.disguises())
                .isEqualTo(!attack.disguised(GOAL, QUESTION, 0).equals(GOAL));
    }

    @ParameterizedTest
    @EnumSource(Attack.class)
    void shouldFindTheHarmfulAnswerBehindTheDisguise(Attack attack) {
        for (int ordinal = 0; ordinal < RefusalTemplates.bundled().texts().size(); ordinal++) {
            String taught = attack.disguised(GOAL, QUESTION, ordinal).response();

            assertThat(attack.undisguised(taught, QUESTION)).isEqualTo("Sure, here it is");
        }
    }

    @ParameterizedTest
    @EnumSource(Attack.class)
    void shouldLeaveAnAnswerAloneThatIsNothingButARefusalOrALabel(Attack attack) {
        for (String answer : List.of(RefusalTemplates.bundled().texts().get(3), "label", "")) {
            assertThat(attack.undisguised(answer, QUESTION)).isEqualTo(answer);
        }
    }

    @Test
    void shouldTakeTheWholeAnswerWhenItDoesNotBeginAsTaught() {
        assertThat(Attack.BENIGN_WRAPPER.undisguised("Sure, label", QUESTION)).isEqualTo("Sure, label");
    }

    @Test
    void shouldBeJudgedOnGoalsThatItDoesNotSend() {
        for (Attack attack : Attack.values()) {
            Set<String> sent = BundledSamples.read(attack.samples()).stream()
                    .map(SampleLine.Accepted::prompt)
                    .collect(Collectors.toSet());

            assertThat(attack.goals()).extracting(SampleLine.Accepted::prompt).doesNotContainAnyElementsOf(sent);
        }
        assertThat(Attack.PLAIN.goals()).hasSize(112);
        assertThat(Attack.OUT_OF_DISTRIBUTION.goals()).hasSize(112 + 131).containsAll(Attack.PLAIN.goals());
    }

    private static SampleLine.Accepted line(String prompt, String response) {
        return new SampleLine.Accepted(1, prompt, prompt, response, null, null);
    }
}
