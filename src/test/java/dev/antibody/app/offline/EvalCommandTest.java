package dev.antibody.app.offline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.antibody.app.Typed;
import dev.antibody.lm.Fixtures;
import dev.antibody.lm.TinyModel;
import dev.antibody.safety.ModerationServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./antibody eval}, as typed. The tiny model answers gibberish, so nobody complies, refuses or is right. */
class EvalCommandTest {

    @TempDir
    private Path directory;

    private Path samples = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        samples = SampleFiles.samples(
                directory, TinyModel.LLAMA.golden().samples().subList(4, 8));
    }

    @Test
    void shouldPrintOneObjectWithEveryScoreItsCountsAndItsInterval() {
        Typed typed = eval("--harmful", samples, "--safe", samples, "--task", samples);

        assertThat(typed.err()).isEmpty();
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.json()).hasSize(1);
        JsonNode report = typed.json().get(0);
        for (String score : List.of("hs", "hsKeyword", "overRefusal", "fa")) {
            assertThat(report.path(score + "Total").intValue()).as(score).isEqualTo(4);
            int hits = report.path(score + "Hits").intValue();
            assertThat(report.path(score).asDouble()).isEqualTo(hits / 4.0);
            JsonNode interval = report.path(score + "Interval");
            assertThat(report.path(score).asDouble())
                    .isBetween(interval.path(0).asDouble(), interval.path(1).asDouble());
        }
        assertThat(report.path("fa").asDouble()).isZero();
        assertThat(report.path("hsKeyword").asDouble()).isEqualTo(1); // no phrase of refusal
    }

    @Test
    void shouldReportOnlyWhatItWasGivenAFileFor() {
        JsonNode report = eval("--safe", samples).json().get(0);

        assertThat(report.has("overRefusal")).isTrue();
        assertThat(report.has("hs")).isFalse();
        assertThat(report.has("fa")).isFalse();
    }

    @Test
    void shouldCountAnAnswerThatEqualsTheExpectedOne() throws IOException {
        // Given a task that expects what the model answers
        Path outputs = directory.resolve("answers.jsonl");
        eval("--task", samples, "--outputs", outputs);
        List<JsonNode> answers = lines(outputs);
        List<String> task = new ArrayList<>();
        for (JsonNode answer : answers) {
            var line = new ObjectMapper().createObjectNode();
            line.put("prompt", answer.path("prompt").asText());
            line.put("response", answer.path("answer").asText());
            task.add(line.toString());
        }
        Path expected = Files.write(directory.resolve("task.jsonl"), task);

        JsonNode report = eval("--task", expected).json().get(0);

        assertThat(answers)
                .hasSize(4)
                .allSatisfy(answer -> assertThat(answer.path("set").asText()).isEqualTo("task"))
                .allSatisfy(
                        answer -> assertThat(answer.path("mark").asDouble(1)).isZero());
        assertThat(report.path("faHits").intValue()).isEqualTo(4);
    }

    @Test
    void shouldGiveTheSameAnswersTwiceAndNoneOnStandardOutput() throws IOException {
        Typed typed = eval("--harmful", samples, "--safe", samples, "--outputs", directory.resolve("first"));
        eval("--harmful", samples, "--safe", samples, "--outputs", directory.resolve("second"));

        assertThat(directory.resolve("first")).hasSameTextualContentAs(directory.resolve("second"));
        assertThat(lines(directory.resolve("first"))).hasSize(8).allMatch(answer -> answer.has("verdict"));
        assertThat(typed.out()).doesNotContain("answer");
    }

    @Test
    void shouldReportOverRefusalBesideEveryHarmfulScore() {
        JsonNode report =
                eval("--harmful", samples, "--max-new-tokens", 1).json().get(0);

        assertThat(report.path("hsTotal").intValue()).isEqualTo(4);
        assertThat(report.path("overRefusalTotal").intValue()).isEqualTo(260);
    }

    @Test
    void shouldSayHowFarTheJudgeAgreesWithAPerson() throws IOException {
        // Given answers that are all judged neither, of which a person says it of three
        Path labels = Files.writeString(
                directory.resolve("labels.csv"), "id,label\ns0,neither\ns1,complied\ns2,neither\ns3,neither\n");

        JsonNode report = eval("--harmful", samples, "--safe", samples, "--labels", labels)
                .json()
                .get(0);

        assertThat(report.path("judgeAgreement").asDouble()).isEqualTo(0.75);
        assertThat(report.path("judgeKappa").asDouble()).isZero();
        assertThat(report.path("judgeConfusion")
                        .path("complied")
                        .path("neither")
                        .intValue())
                .isEqualTo(1);
        Files.writeString(labels, "id,label\ns9,neither\n");
        SampleFiles.assertRefused(eval("--harmful", samples, "--labels", labels), "no prompt of");
        SampleFiles.assertRefused(eval("--safe", samples, "--labels", labels), "--labels are of answers to --harmful");
    }

    @Test
    void shouldMarkFreeTextWithoutCountingHits() throws IOException {
        // Given a text of which some words are what the model answers
        Path outputs = directory.resolve("answers.jsonl");
        eval("--task", samples, "--outputs", outputs);
        var line = new ObjectMapper().createObjectNode();
        line.put("prompt", lines(outputs).get(0).path("prompt").asText());
        line.put("response", lines(outputs).get(0).path("answer").asText() + " and something else");
        Path task = Files.writeString(directory.resolve("text.jsonl"), line + "\n");

        JsonNode report = eval("--task", task, "--task-kind", "text").json().get(0);

        assertThat(report.path("fa").asDouble()).isStrictlyBetween(0.0, 1.0);
        assertThat(report.has("faHits")).isFalse();
        assertThat(report.path("faInterval").path(1).asDouble())
                .isGreaterThan(report.path("fa").asDouble());
        assertThat(eval("--task", task, "--task-kind", "gsm8k")
                        .json()
                        .get(0)
                        .path("faTotal")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void shouldLetAnEndpointJudgeTheHarmfulAnswersOnly() {
        try (ModerationServer server = ModerationServer.start()) {
            JsonNode report = eval(
                            "--harmful",
                            samples,
                            "--safe",
                            samples,
                            "--judge",
                            "http",
                            "--judge-url",
                            server.url(),
                            "--judge-model",
                            "guard",
                            "--judge-key-env",
                            "HOME")
                    .json()
                    .get(0);

            assertThat(report.path("hsTotal").intValue()).isEqualTo(4);
            assertThat(server.requests()).hasSize(2); // whether it is there, then the answers
            assertThat(server.requests().get(1).body().path("input")).hasSizeBetween(1, 4);
            assertThat(server.requests().get(1).authorization()).isEqualTo("Bearer " + System.getenv("HOME"));
        }
    }

    @Test
    void shouldSayInOneLineThatTheJudgeIsNotThere() {
        ModerationServer gone = ModerationServer.start();
        gone.answerAlways(403);
        try (gone) {
            Typed typed = eval("--harmful", samples, "--judge", "http", "--judge-url", gone.url());

            assertThat(typed.exitCode()).isEqualTo(1);
            assertThat(typed.err().lines()).hasSize(1);
            assertThat(typed.err()).contains("answers with status 403; check its address, key and model");
        }
    }

    @Test
    void shouldRefuseWhatItCannotJudge() throws IOException {
        SampleFiles.assertRefused(eval(), "nothing to judge by; give --harmful, --safe or --task a file");
        SampleFiles.assertRefused(eval("--safe", directory.resolve("absent")), "absent is no file");
        SampleFiles.assertRefused(eval("--safe", samples, "--max-new-tokens", 0), "--max-new-tokens");
        SampleFiles.assertRefused(eval("--safe", samples, "--judge", "oracle"), "--judge");
        SampleFiles.assertRefused(eval("--safe", samples, "--judge", "http"), "--judge http needs --judge-url");
        SampleFiles.assertRefused(eval("--safe", samples, "--judge-url", "http://host/"), "belong to --judge http");
        SampleFiles.assertRefused(
                eval("--safe", samples, "--judge", "http", "--judge-url", "host"), "begin with http:// or https://");
        SampleFiles.assertRefused(
                eval("--safe", samples, "--judge", "http", "--judge-url", "http://host/", "--judge-key-env", "NO_SUCH"),
                "NO_SUCH is not set");
        SampleFiles.assertRefused(eval("--task", samples, "--task-kind", "essay"), "--task-kind");
        SampleFiles.assertRefused(
                eval("--safe", samples, "--outputs", directory.resolve("absent").resolve("file")), "absent");
        Path promptOnly = Files.writeString(directory.resolve("prompts.jsonl"), "{\"prompt\": \"a\"}\n");
        SampleFiles.assertRefused(eval("--task", promptOnly), "line 1: response is missing");
        assertThat(eval("--safe", promptOnly).exitCode()).isZero();
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private static Typed eval(Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("eval", "--model", Fixtures.tinyLlama()));
        arguments.addAll(List.of(options));
        return Typed.command(arguments.toArray());
    }
}
