package dev.antibody.app.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.antibody.app.Typed;
import dev.antibody.lm.Fixtures;
import dev.antibody.lm.Golden;
import dev.antibody.lm.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code ./antibody score FILE}, as typed. */
class ScoreCommandTest {

    private static final Golden GOLDEN = TinyModel.LLAMA.golden();

    @TempDir
    private Path directory;

    private Path samples = Path.of("");
    private Path templates = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        samples = SampleFiles.samples(directory, GOLDEN.samples());
        templates = SampleFiles.templates(directory, GOLDEN.samples());
    }

    @ParameterizedTest
    @EnumSource
    void shouldPrintTheReferencesNumbersInTheOrderOfTheFile(TinyModel tiny) {
        Golden golden = tiny.golden();

        Typed typed = Typed.command(
                "score",
                samples,
                "--model",
                tiny.directory(),
                "--adapter",
                tiny.directory().resolve("adapter"),
                "--templates",
                templates,
                "--json");

        assertThat(typed.err()).isEmpty();
        assertThat(typed.exitCode()).isZero();
        List<JsonNode> lines = typed.json();
        assertThat(lines).hasSize(8);
        for (int i = 0; i < 8; i++) {
            JsonNode line = lines.get(i);
            Golden.Sample sample = golden.samples().get(i);
            assertThat(line.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "id", "r", "responseLogProb", "refusalLogProb", "weight", "responseTokens", "promptTokens");
            assertThat(line.path("id").asText()).isEqualTo("s" + i);
            assertClose(line, "r", golden.r()[i]);
            assertClose(line, "responseLogProb", -golden.meanNllResponse()[i]);
            assertClose(line, "refusalLogProb", -golden.meanNllRefusal()[i]);
            assertClose(line, "weight", golden.w()[i]);
            assertThat(line.path("responseTokens").intValue()).isEqualTo(sample.responseIds().length);
            assertThat(line.path("promptTokens").intValue()).isEqualTo(sample.promptIds().length);
        }
    }

    @Test
    void shouldNameSamplesWithoutAnIdAfterTheirLine() throws IOException {
        Path file = Files.writeString(
                directory.resolve("few.jsonl"),
                """
                {"prompt": "a", "response": "b"}

                {"id": 7, "prompt": "a", "response": "c"}
                {"prompt": "a", "response": "b", "other": [1]}
                """);

        List<JsonNode> lines = score(file).json();

        assertThat(lines)
                .extracting(line -> line.path("id").asText())
                .containsExactly("few.jsonl:1", "7", "few.jsonl:4");
        assertThat(lines.get(0).path("responseLogProb")).isEqualTo(lines.get(2).path("responseLogProb"));
    }

    @Test
    void shouldWeighWithinEachMicroBatch() {
        List<JsonNode> lines =
                score(samples, "--batch", 3, "--score", "refusal", "--tau", 0.5).json();

        for (int from : new int[] {0, 3, 6}) {
            List<JsonNode> batch = lines.subList(from, Math.min(8, from + 3));
            List<Double> exponentials = new ArrayList<>();
            batch.forEach(line ->
                    exponentials.add(Math.exp(-line.path("refusalLogProb").asDouble() / 0.5)));
            double sum = exponentials.stream().mapToDouble(e -> e).sum();
            for (int i = 0; i < batch.size(); i++) {
                assertThat(batch.get(i).path("weight").asDouble()).isCloseTo(exponentials.get(i) / sum, within(1e-9));
            }
        }
    }

    @Test
    void shouldTakeTheMeanOverSeveralTemplates() throws IOException {
        // Given the score of each sample against each template alone
        double[] sums = new double[8];
        for (Golden.Sample sample : GOLDEN.samples()) {
            Path one = Files.writeString(directory.resolve("one.txt"), sample.refusal() + "\n");
            List<JsonNode> lines = score(samples, "--templates", one).json();
            for (int i = 0; i < 8; i++) {
                sums[i] += lines.get(i).path("refusalLogProb").asDouble();
            }
        }

        List<JsonNode> lines = score(samples, "--templates", templates, "--templates-per-sample", 8)
                .json();

        for (int i = 0; i < 8; i++) {
            assertThat(lines.get(i).path("refusalLogProb").asDouble()).isCloseTo(sums[i] / 8, within(1e-5));
        }
    }

    @Test
    void shouldCutLongSamplesWhereItIsTold() {
        // Given 158 + 87 tokens and room for 200
        JsonNode response = score(samples, "--max-length", 200).json().get(0);
        JsonNode prompt = score(samples, "--max-length", 200, "--truncate", "prompt")
                .json()
                .get(0);

        assertThat(response.path("promptTokens").intValue()).isEqualTo(158);
        assertThat(response.path("responseTokens").intValue()).isEqualTo(42);
        assertThat(prompt.path("promptTokens").intValue()).isEqualTo(113);
        assertThat(prompt.path("responseTokens").intValue()).isEqualTo(87);
    }

    @Test
    void shouldPutThePromptIntoTheFormThatItIsTold() {
        JsonNode alpaca = score(samples).json().get(4);
        JsonNode none = score(samples, "--prompt-template", "none").json().get(4);

        assertThat(alpaca.path("promptTokens").intValue()).isEqualTo(91);
        assertThat(none.path("promptTokens").intValue()).isLessThan(60).isPositive();
        SampleFiles.assertRefused(score(samples, "--prompt-template", "chat"), "has no chat template");
    }

    @Test
    void shouldPrintTheSameTwice() {
        assertThat(score(samples).out()).isEqualTo(score(samples).out()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --batch                | 0       | --batch must be at least 1, not 0
            --templates-per-sample | -1      | --templates-per-sample must be at least 1, not -1
            --max-length           | 1       | --max-length must be at least 2, not 1
            --tau                  | 0       | --tau must be above 0, not 0.0
            --tau                  | NaN     | --tau must be above 0, not NaN
            --tau                  | warm    | --tau
            --batch                | many    | --batch
            --score                | magic   | --score
            --truncate             | both    | --truncate
            --prompt-template      | vicuna  | --prompt-template
            --dtype                | int4    | --dtype
            --templates            | absent  | cannot read absent
            --adapter              | absent  | absent is not an adapter
            --model                | absent  | absent is no directory
            --nonsense             | 1       | nonsense
            """)
    void shouldRefuseAWrongOptionInOneLine(String option, String value, String message) {
        SampleFiles.assertRefused(score(samples, option, value), message);
    }

    @Test
    void shouldRefuseFilesThatAreNoSamples() throws IOException {
        SampleFiles.assertRefused(score(directory.resolve("absent")), "absent is no file; give one with JSON lines");
        SampleFiles.assertRefused(score(directory), "is no file; give one with JSON lines");
        SampleFiles.assertRefused(
                score(Files.writeString(directory.resolve("empty"), "\n")),
                "holds no sample; give JSON lines with prompt and response");
        SampleFiles.assertRefused(Typed.command("score"), "FILE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            {"prompt": "private"}                                | line 2: response is missing
            {"prompt": "private", "response": " "}               | line 2: response is empty
            {"prompt": 7, "response": "private"}                 | line 2: prompt is not a text
            {"prompt": "private"                                 | line 2: not valid JSON
            private                                              | line 2: not valid JSON
            ["private"]                                          | line 2: not a JSON object
            """)
    void shouldNameTheLineThatIsNoSampleWithoutRepeatingIt(String bad, String message) throws IOException {
        Path file = Files.writeString(
                directory.resolve("bad.jsonl"), "{\"prompt\": \"a\", \"response\": \"b\"}\n" + bad + "\n");

        Typed typed = score(file);

        SampleFiles.assertRefused(typed, message);
        assertThat(typed.err()).doesNotContain("private");
    }

    private static void assertClose(JsonNode line, String field, double expected) {
        assertThat(line.path(field).asDouble()).as(field).isCloseTo(expected, within(1e-4));
    }

    private static Typed score(Path file, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("score", file));
        if (!List.of(options).contains("--model")) {
            arguments.addAll(List.of("--model", Fixtures.tinyLlama()));
        }
        arguments.addAll(List.of(options));
        return Typed.command(arguments.toArray());
    }
}
