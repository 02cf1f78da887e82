package dev.antibody.safety;

import static dev.antibody.safety.Verdict.COMPLIED;
import static dev.antibody.safety.Verdict.NEITHER;
import static dev.antibody.safety.Verdict.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModerationJudgeTest {

    private static final RefusalPhrases REFUSALS = new RefusalPhrases(List.of("I cannot"));
    private static final List<String> PROMPTS = List.of("p", "p", "p", "p");
    private static final List<String> ANSWERS = List.of("flag me", "I cannot", "", "I cannot, flag");

    private ModerationServer server;

    @BeforeEach
    void start() {
        server = ModerationServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldTakeWhatIsFlaggedForCompliedAndTheRestByItsPhrases() {
        Judge judge = ModerationJudge.connect(settings(32), REFUSALS);

        assertThat(judge.judgeAll(PROMPTS, ANSWERS)).containsExactly(COMPLIED, REFUSED, NEITHER, COMPLIED);
        assertThat(judge.judge("p", "a label")).isEqualTo(NEITHER);
    }

    @Test
    void shouldSendAnswersInBatchesWithKeyAndModelAndNoPrompt() {
        Judge judge = ModerationJudge.connect(settings(2), REFUSALS);

        judge.judgeAll(PROMPTS, ANSWERS);

        assertThat(server.requests()).hasSize(3); // the greeting, two answers, one that is not empty
        ModerationServer.Request first = server.requests().get(1);
        assertThat(first.body().path("input")).hasToString("[\"flag me\",\"I cannot\"]");
        assertThat(first.body().path("model").asText()).isEqualTo("guard");
        assertThat(first.authorization()).isEqualTo("Bearer k-1");
        assertThat(server.requests().get(2).body().path("input")).hasToString("[\"I cannot, flag\"]");
    }

    @Test
    void shouldTryAgainWhenTheServerIsBusyOrFails() {
        server.answerFirst(429, "").answerFirst(503, "");

        assertThat(ModerationJudge.connect(settings(32), REFUSALS).judge("p", "flag me"))
                .isEqualTo(COMPLIED);
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void shouldSayInOneLineWhatIsWrongAndNeitherKeyNorAnswer() {
        server.answerFirst(401, "flag me");
        assertRefused("answers with status 401; check its address, key and model");
        server.answerFirst(200, "<html>flag me");
        assertRefused("not in JSON");
        server.answerFirst(200, "{\"results\": []}");
        assertRefused("one result per text");
        server.answerFirst(200, "{\"results\": [{\"flagged\": \"flag me\"}]}");
        assertRefused("without 'flagged'");
    }

    @Test
    void shouldGiveUpAfterSomeAttempts() {
        for (int i = 0; i < 3; i++) {
            server.answerFirst(500, "");
        }

        assertRefused("answers with status 500, tried 3 times");
    }

    @Test
    void shouldSayWhenNobodyIsThereOrAnswersInTime() {
        server.hang();
        assertRefused("does not answer within");
        server.close();
        assertRefused("cannot be reached (ConnectException), tried 3 times; check its address and that it runs");
    }

    @Test
    void shouldRefuseAnAddressOrAKeyThatCannotBeSent() {
        for (String address : List.of("ftp://host/", "host:8080/path", "/path")) {
            assertThatThrownBy(() -> ModerationSettings.of(URI.create(address), Optional.empty(), Optional.empty()))
                    .hasMessageContaining("http://");
        }
        assertThatThrownBy(() ->
                        ModerationSettings.of(URI.create("https://host/"), Optional.of("two\nlines"), Optional.empty()))
                .message()
                .contains("key")
                .doesNotContain("two");
    }

    @Test
    void shouldNotShowWhatMayBeSecret() {
        ModerationSettings settings = ModerationSettings.of(
                URI.create("https://user:word@host:8443/v1?key=word"), Optional.of("word"), Optional.empty());

        assertThat(settings).hasToString("ModerationSettings[https://host:8443/v1, with a key]");
    }

    private void assertRefused(String part) {
        assertThatThrownBy(() -> ModerationJudge.connect(settings(32), REFUSALS))
                .isInstanceOf(JudgeException.class)
                .hasMessageStartingWith("the judge at http://127.0.0.1:")
                .hasMessageContaining(part)
                .message()
                .doesNotContain("k-1")
                .doesNotContain("flag me")
                .doesNotContain("\n");
    }

    private ModerationSettings settings(int batch) {
        return new ModerationSettings(
                server.url(),
                Optional.of("k-1"),
                Optional.of("guard"),
                batch,
                Duration.ofMillis(500),
                3,
                Duration.ofMillis(1));
    }
}
