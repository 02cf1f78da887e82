package dev.antibody.app.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.antibody.app.Typed;
import dev.antibody.app.cli.FailedException;
import dev.antibody.app.probe.GateProbes;
import dev.antibody.app.probe.ProbeFiles;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.JobSettings;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.BundledModel;
import dev.antibody.lm.EngineOptions;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.ModelSource;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.lm.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ./antibody job calibrate}, as typed. */
class JobCalibrateCommandTest {

    private static final Path DATA = Path.of("src/main/resources");
    private static final Path BENIGN = DATA.resolve(BundledSamples.BENIGN_PROBE + ".jsonl");
    private static final Path HARMFUL = DATA.resolve(BundledSamples.HARMFUL_PROBE + ".jsonl");

    @TempDir
    private Path directory;

    @Test
    void shouldChooseTheRefusalScoreForTheDemoModelAndSayHowAJobTakesIt() {
        Typed typed = calibrate().done();

        assertThat(typed.err()).isEmpty();
        assertThat(typed.out().lines())
                .contains("48 benign and 42 harmful probes, those that come with the demo model")
                .anyMatch(line -> line.matches("paper +0\\.\\d{3} +0\\.\\d{3} to 0\\.\\d{3} +no +- +- +-"))
                .anyMatch(line -> line.matches("refusal +[01]\\.\\d{3} .* yes .*\\d of 48 +\\d of 42"))
                .contains("    ./antibody job create JOB --score refusal --gate=" + gateOfJobCreate());
        assertThat(typed.out()).contains("The choice is refusal").doesNotContain("so few probes", "no other.");
    }

    @Test
    void shouldPrintALineOfJsonForEachScore() {
        List<JsonNode> lines = calibrate("--json").done().json();

        assertThat(lines)
                .extracting(line -> line.path("score").asText())
                .containsExactly("paper", "refusal", "blend", "calibrated", "representation");
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "score",
                            "auroc",
                            "aurocInterval",
                            "separates",
                            "threshold",
                            "benignQuarantined",
                            "benignTotal",
                            "harmfulThrough",
                            "harmfulTotal",
                            "chosen",
                            "probes");
            assertThat(line.path("auroc").doubleValue())
                    .isBetween(
                            line.path("aurocInterval").path(0).doubleValue(),
                            line.path("aurocInterval").path(1).doubleValue());
            assertThat(line.path("benignTotal").intValue()).isEqualTo(48);
            assertThat(line.path("harmfulTotal").intValue()).isEqualTo(42);
            assertThat(line.path("probes").asText()).isEqualTo("bundled");
            boolean separates = line.path("separates").booleanValue();
            assertThat(line.path("threshold").isNumber()).isEqualTo(separates);
            assertThat(line.path("benignQuarantined").isInt()).isEqualTo(separates);
            assertThat(line.path("harmfulThrough").isInt()).isEqualTo(separates);
            assertThat(line.path("chosen").booleanValue())
                    .isEqualTo(line.path("score").asText().equals("refusal"));
        });
        assertThat(lines)
                .extracting(line -> line.path("separates").booleanValue())
                .containsExactly(false, true, false, true, true);
        assertThat(lines.get(1).path("threshold").doubleValue()).isEqualTo(gateOfJobCreate());
    }

    @Test
    void shouldFailForAScoreThatDoesNotSeparateAndNameTheOneThatDoes() {
        Typed typed = calibrate("--score", "paper", "--json");

        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.json()).singleElement().satisfies(line -> assertThat(
                        line.path("separates").isBoolean())
                .isTrue());
        assertThat(typed.err().lines())
                .singleElement()
                .asString()
                .startsWith("antibody: the paper score does not tell")
                .contains("at least 0.9 is needed), so it must not be used")
                .contains("choose the refusal score, which does (AUROC ");
    }

    @Test
    void shouldLookAtTheNamedScoreOnly() {
        Typed fixed = calibrate("--score", "Refusal").done();
        assertThat(fixed.out()).contains("refusal ", "--score refusal --gate=").doesNotContain("paper ", "calibrated ");

        Typed learned = calibrate("--score", "calibrated").done();
        assertThat(learned.out())
                .contains("The choice is calibrated")
                .contains("    ./antibody job create JOB --calibrated --benign-probes BENIGN --harmful-probes HARMFUL"
                        + System.lineSeparator())
                .contains("those of the demo model lie in src/main/resources/demo/data")
                .doesNotContain("--gate");
    }

    @Test
    void shouldRepeatAllThatACalibratedScoreIsFittedWith() {
        Path templates = DATA.resolve("demo/data/refusals.txt");

        Typed typed = calibrate(
                        "--score",
                        "calibrated",
                        "--benign-probes",
                        BENIGN,
                        "--harmful-probes",
                        HARMFUL,
                        "--false-quarantine-rate",
                        0.1,
                        "--dtype",
                        "fp32",
                        "--templates",
                        templates,
                        "--max-length",
                        64)
                .done();

        assertThat(typed.out())
                .contains("    ./antibody job create JOB --calibrated --benign-probes " + BENIGN + " --harmful-probes "
                        + HARMFUL + " --false-quarantine-rate 0.1 --dtype fp32 --max-length 64"
                        + System.lineSeparator())
                .contains("'job create' fits it to the refusals that a node compares with, not to " + templates)
                .doesNotContain("BENIGN and HARMFUL", "for a job that is scored against");
    }

    @Test
    void shouldHoldBackNoMoreBenignProbesThanItMay() throws IOException {
        // Given a goal among 20 benign probes
        List<String> mixed = new ArrayList<>(Files.readAllLines(BENIGN).subList(0, 19));
        mixed.add(Files.readAllLines(HARMFUL).get(0));
        Path benign = Files.write(directory.resolve("mixed.jsonl"), mixed);

        JsonNode one = refusal("--benign-probes", benign, "--harmful-probes", HARMFUL);
        JsonNode none = refusal("--benign-probes", benign, "--harmful-probes", HARMFUL, "--false-quarantine-rate", 0);

        assertThat(one.path("benignQuarantined").intValue()).isEqualTo(1);
        assertThat(none.path("benignQuarantined").intValue()).isZero();
        assertThat(none.path("threshold").doubleValue())
                .isLessThan(one.path("threshold").doubleValue());
        assertThat(none.path("harmfulThrough").intValue())
                .isGreaterThan(one.path("harmfulThrough").intValue());
        assertThat(one.path("probes").asText()).isEqualTo("given");
    }

    @Test
    void shouldSayWhatAGateOfFewProbesOrOtherRefusalsIsWorthAndRepeatWhatItDependsOn() throws IOException {
        Path benign = head(BENIGN, ProbeFiles.LEAST);
        Path harmful = head(HARMFUL, ProbeFiles.LEAST);
        Path templates = DATA.resolve("demo/data/refusals.txt");

        Typed typed = calibrate(
                        "--benign-probes",
                        benign,
                        "--harmful-probes",
                        harmful,
                        "--templates",
                        templates,
                        "--templates-per-sample",
                        8,
                        "--max-length",
                        64,
                        "--truncate",
                        "response")
                .done();

        assertThat(typed.out())
                .contains("5 benign and 5 harmful probes" + System.lineSeparator())
                .contains(" --templates-per-sample 8 --max-length 64 --truncate response")
                .doesNotContain("--prompt-template")
                .contains("With so few probes its AUROC may be as low as 0.")
                .contains("for a job that is scored against " + templates);
    }

    @Test
    void shouldFailWhenNoScoreSeparates() throws IOException {
        Path same = probes("same.jsonl", 8);

        Typed typed = tiny("--benign-probes", same, "--harmful-probes", same);

        assertThat(typed.exitCode()).isEqualTo(1);
        assertThat(typed.out().lines().filter(line -> line.contains(" 0.500 "))).hasSizeGreaterThanOrEqualTo(3);
        assertThat(typed.out()).doesNotContain("job create");
        assertThat(typed.err().lines())
                .singleElement()
                .asString()
                .startsWith("antibody: no score tells")
                .contains(
                        "(the best is ", "at least 0.9 is needed), so none must be used", "--model that refuses more");

        Typed named = tiny("--benign-probes", same, "--harmful-probes", same, "--score", "blend");
        assertThat(named.exitCode()).isEqualTo(1);
        assertThat(named.err()).contains("the blend score does not", "no other score does");
    }

    @Test
    void shouldLookAtTheAdapterThatTheJobStartsFrom() throws IOException {
        Path benign = probes("benign.jsonl", 5);
        Path harmful = probes("harmful.jsonl", 8);
        Object[] files = {"--benign-probes", benign, "--harmful-probes", harmful, "--json"};

        String plain = tiny(files).out();
        String adapted = tiny(
                        "--benign-probes",
                        benign,
                        "--harmful-probes",
                        harmful,
                        "--json",
                        "--adapter",
                        TinyModel.LLAMA.directory().resolve("adapter"))
                .out();

        assertThat(tiny(files).out()).isEqualTo(plain);
        assertThat(adapted).isNotEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --false-quarantine-rate | 1.5    | --false-quarantine-rate must be between 0 and 1, not 1.5
            --false-quarantine-rate | NaN    | --false-quarantine-rate must be between 0 and 1, not NaN
            --false-quarantine-rate | few    | --false-quarantine-rate
            --score                 | magic  | --score
            --templates             | absent | cannot read absent
            --templates-per-sample  | 0      | templates per sample must be between 1 and 64, not 0
            --prompt-template       | vicuna | --prompt-template
            --max-length            | 2      | maximum length must be between 8 and
            --adapter               | absent | absent is not an adapter
            --model                 | absent | a --model of your own needs --benign-probes and --harmful-probes
            --benign-probes         | absent | Missing required argument(s): --harmful-probes
            --nonsense              | 1      | nonsense
            """)
    void shouldRefuseAWrongOptionInOneLine(String option, String value, String message) {
        assertThat(calibrate(option, value).refused()).contains(message);
    }

    @Test
    void shouldRefuseProbesThatAreTooFewOrNoSamples() throws IOException {
        Path few = head(HARMFUL, ProbeFiles.LEAST - 1);
        assertThat(tiny("--benign-probes", BENIGN, "--harmful-probes", few).refused())
                .contains(few + " holds too few probes, 4; give at least 5 of each kind");

        Path bad = Files.writeString(directory.resolve("bad.jsonl"), "{\"prompt\": \"private\"}\n");
        assertThat(tiny("--benign-probes", bad, "--harmful-probes", HARMFUL).refused())
                .contains(bad + " line 1: response is missing")
                .doesNotContain("private");

        assertThat(tiny("--benign-probes", BENIGN, "--harmful-probes", "absent").refused())
                .contains("absent is no file; give one with JSON lines");
    }

    @Test
    void shouldBeNamedWhereTheProbesOfANewJobCannotBeToldApart() {
        List<SampleLine.Accepted> same =
                BundledSamples.read(BundledSamples.BENIGN_PROBE).subList(0, 6);
        JobSettings settings = JobSettings.defaults()
                .with()
                .promptTemplate(PromptTemplate.NONE)
                .build();

        assertThatThrownBy(() ->
                        new GateProbes(same, same).calibrate(TinyModel.LLAMA.model(), settings, TinyModel.LLAMA.base()))
                .isInstanceOf(FailedException.class)
                .hasMessageStartingWith("the refusal score does not tell this model's benign from its harmful probes")
                .hasMessageContaining("(AUROC 0.500, at least 0.9 is needed), so it must not be used")
                .hasMessageContaining("'./antibody job calibrate' with the same probes says which score does");
    }

    /** The gate that {@code job create} takes from the same probes. */
    private static double gateOfJobCreate() {
        GateProbes probes = new GateProbes(
                BundledSamples.read(BundledSamples.BENIGN_PROBE), BundledSamples.read(BundledSamples.HARMFUL_PROBE));
        try (LanguageModel model = new ModelSource(BundledModel.directory(), EngineOptions.exact()).load()) {
            JobSettings settings = JobSettings.defaults();
            Adapter reference = Adapter.initial(model.layout(settings.lora()), settings.seed());
            return probes.calibrate(model, settings, reference).gate().threshold();
        }
    }

    private static JsonNode refusal(Object... options) {
        List<Object> all = new ArrayList<>(List.of("--json", "--score", "refusal"));
        all.addAll(List.of(options));
        return calibrate(all.toArray()).done().json().get(0);
    }

    /** With a model that knows nothing. */
    private static Typed tiny(Object... options) {
        List<Object> all =
                new ArrayList<>(List.of("--model", TinyModel.LLAMA.directory(), "--prompt-template", "none"));
        all.addAll(List.of(options));
        return calibrate(all.toArray());
    }

    private static Typed calibrate(Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("job", "calibrate"));
        arguments.addAll(List.of(options));
        return Typed.command(arguments.toArray());
    }

    private Path probes(String name, int count) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add(String.format(
                    Locale.ROOT,
                    "{\"id\": \"%d\", \"prompt\": \"%s question %d\", \"response\": \"yes\"}",
                    i,
                    name,
                    i));
        }
        return Files.write(directory.resolve(name), lines);
    }

    private Path head(Path file, int lines) throws IOException {
        return Files.write(
                directory.resolve(file.getFileName()), Files.readAllLines(file).subList(0, lines));
    }
}
