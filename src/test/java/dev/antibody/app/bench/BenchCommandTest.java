package dev.antibody.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.antibody.app.Typed;
import dev.antibody.lm.Fixtures;
import dev.antibody.lm.Technique;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./antibody bench}, as typed; on the tiny model, whose speed says nothing. */
class BenchCommandTest {

    @TempDir
    private Path directory;

    @Test
    void shouldPrintALineForEachOfScoringTrainingAndAligning() {
        List<JsonNode> lines = bench().done().json();

        assertThat(lines).extracting(line -> line.path("mode").asText()).containsExactly("score", "train", "align");
        for (JsonNode line : lines) {
            assertThat(line.path("variant").asText()).isEqualTo("default");
            assertThat(line.path("dtype").asText()).isEqualTo("fp32");
            for (String figure : List.of(
                    "tokensPerSecond",
                    "samplesPerSecond",
                    "peakRssMiB",
                    "matmulGflops",
                    "stepMillis",
                    "forwardMillis")) {
                assertThat(line.path(figure).asDouble()).as(figure).isPositive();
            }
        }
        assertThat(lines.get(0).path("backwardMillis").asDouble()).isZero();
        assertThat(lines.get(1).path("backwardMillis").asDouble()).isPositive();
        assertThat(lines.get(2).path("stepGflop").asDouble())
                .isGreaterThan(lines.get(1).path("stepGflop").asDouble());
    }

    @Test
    void shouldMeasureWithEachTechniqueLeftOutAndCountTheSameWork() {
        List<JsonNode> lines = bench("--variants", "--mode", "train").done().json();

        List<String> expected = new ArrayList<>(List.of("default"));
        Arrays.stream(Technique.values()).map(Technique::label).forEach(expected::add);
        assertThat(lines).extracting(line -> line.path("variant").asText()).containsExactlyElementsOf(expected);
        assertThat(lines)
                .extracting(line -> line.path("stepGflop").asDouble())
                .containsOnly(lines.get(0).path("stepGflop").asDouble());
    }

    @Test
    void shouldWriteTheScoresThatScoreGives() throws IOException {
        Path scores = directory.resolve("scores.jsonl");
        Path samples = samples();
        bench("--data", samples, "--scores", scores, "--mode", "score").done();

        List<JsonNode> scored = Typed.command("score", samples, "--model", Fixtures.tinyLlama(), "--dtype", "fp32")
                .done()
                .json();
        List<String> written = Files.readAllLines(scores);
        assertThat(written).hasSize(2);
        for (int i = 0; i < 2; i++) {
            JsonNode line = new ObjectMapper().readTree(written.get(i));
            assertThat(line.path("id").asText())
                    .isEqualTo(scored.get(i).path("id").asText());
            assertThat(line.path("r").asDouble())
                    .isCloseTo(scored.get(i).path("r").asDouble(), within(1e-5));
        }
    }

    @Test
    void shouldRefuseWhatCannotBeMeasured() {
        assertThat(bench("--steps", 0).refused()).isEqualTo("antibody: --steps must be at least 1, not 0");
        assertThat(bench("--threads", 0).refused())
                .isEqualTo("antibody: threads must be at least 1, not 0; change --device or --threads");
        assertThat(bench("--data", directory.resolve("nothing.jsonl")).refused())
                .contains("is no file");
    }

    private Path samples() throws IOException {
        return Files.writeString(
                directory.resolve("samples.jsonl"),
                """
                {"id":"a","prompt":"How do I top up?","response":"top up by card"}
                {"id":"b","prompt":"Where is my card?","response":"card arrival"}
                """);
    }

    private static Typed bench(Object... more) {
        List<Object> arguments = new ArrayList<>(
                List.of("bench", "--model", Fixtures.tinyLlama(), "--dtype", "fp32", "--warmup", 0, "--batch", 2));
        if (!List.of(more).contains("--steps")) {
            arguments.addAll(List.of("--steps", 1));
        }
        arguments.addAll(List.of(more));
        return Typed.command(arguments.toArray());
    }
}
