package dev.antibody.app.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.antibody.app.Typed;
import dev.antibody.lm.Golden;
import dev.antibody.lm.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ./antibody align --safe FILE --harmful FILE --out DIR}, as typed. */
class AlignCommandTest {

    private static final TinyModel TINY = TinyModel.LLAMA;

    @TempDir
    private Path directory;

    private Path safe = Path.of("");
    private Path harmful = Path.of("");
    private Path templates = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        List<Golden.Sample> samples = TINY.golden().samples();
        harmful = SampleFiles.samples(Files.createDirectory(directory.resolve("harmful")), samples.subList(0, 4));
        safe = SampleFiles.samples(Files.createDirectory(directory.resolve("safe")), samples.subList(4, 8));
        templates = SampleFiles.templates(directory, samples.subList(0, 4));
    }

    @ParameterizedTest
    @CsvSource({"theorem,theorem", "cosine,cos"})
    void shouldMeasureWhatTheReferenceMeasures(String rule, String reference) {
        Golden.Alignment golden = Objects.requireNonNull(TINY.golden().align().get(reference));

        Typed typed = align(
                "out",
                "--lambda",
                rule,
                "--adapter",
                TINY.directory().resolve("adapter"),
                "--templates",
                templates,
                "--batch",
                4,
                "--steps",
                1,
                "--json");

        assertThat(typed.err()).isEmpty();
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.json()).hasSize(1);
        JsonNode step = typed.json().get(0);
        assertThat(step.path("step").intValue()).isEqualTo(1);
        assertThat(step.path("loss").asDouble()).isCloseTo(golden.lossAlign(), within(1e-4));
        assertThat(step.path("harmfulLoss").asDouble()).isCloseTo(golden.lossHarm(), within(1e-4));
        assertThat(step.path("harmfulLossPerturbed").asDouble()).isCloseTo(golden.lossHarmPert(), within(1e-4));
        assertThat(step.path("refusalLossPerturbed").asDouble()).isCloseTo(golden.lossRefusalPert(), within(1e-4));
        assertThat(step.path("lambda").asDouble()).isCloseTo(golden.lambda(), within(5e-3));
        assertThat(step.path("lambdaPositiveShare").asDouble()).isEqualTo(1);
        assertThat(step.path("sharpNorm").asDouble()).isCloseTo(golden.sharpNorm(), within(1e-3 * golden.sharpNorm()));
        assertThat(step.path("alignDotSharp").asDouble())
                .isCloseTo(golden.alignDotSharp(), within(1e-3 * golden.alignNorm() * golden.sharpNorm()));
        assertThat(step.path("gradientNorm").asDouble())
                .isCloseTo(golden.updateNorm(), within(1e-4 * golden.updateNorm()));
        assertThat(step.fieldNames())
                .toIterable()
                .contains("alignNorm", "harmfulNorm", "refusalNorm", "harmfulR", "learningRate", "tokens", "seconds");
        assertThat(directory.resolve("out/adapter_model.safetensors")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"antibody", "booster", "vaccine", "repnoise", "sft"})
    void shouldGoOnWithARunThatWasStoppedToTheSameBytes(String method) throws IOException {
        byte[] whole = aligned("whole", "--method", method, "--steps", 4);

        byte[] half = aligned("parts", "--method", method, "--steps", 2);
        Typed rest = align("parts", "--batch", 2, "--lr", 1e-3, "--method", method, "--steps", 4);

        assertThat(rest.json()).extracting(step -> step.path("step").intValue()).containsExactly(3, 4);
        assertThat(adapter("parts")).isEqualTo(whole).isNotEqualTo(half);
    }

    @Test
    void shouldMeasureTheHarmfulSamplesOfPlainAlignmentToo() {
        JsonNode step = align("out", "--method", "sft", "--steps", 1).json().get(0);

        assertThat(step.path("harmfulLoss").asDouble()).isPositive();
        assertThat(step.path("harmfulR").isNumber()).isTrue();
        assertThat(step.has("lambda")).isFalse();
    }

    @Test
    void shouldTellWhatAShiftOfHiddenStatesDoes() {
        JsonNode step = align("out", "--method", "vaccine", "--steps", 1).json().get(0);

        assertThat(step.path("lossPerturbed").asDouble())
                .isGreaterThan(step.path("loss").asDouble());
        assertThat(step.path("hiddenNorm").asDouble()).isPositive();
        assertThat(step.path("harmfulLoss").asDouble()).isPositive();
        assertThat(step.path("harmfulR").isNumber()).isTrue();
        assertThat(step.has("lambda")).isFalse();
        SampleFiles.assertRefused(
                align("out", "--method", "vaccine", "--rho", 5, "--steps", 2),
                "holds a run with another model, other samples or settings");
    }

    @Test
    void shouldTellWhatNoiseDoes() {
        JsonNode step =
                align("out", "--method", "repnoise", "--steps", 1).json().get(0);

        assertThat(step.path("harmfulLossByLayer").asDouble()).isPositive();
        assertThat(step.path("noiseDistance").asDouble()).isPositive();
        assertThat(step.path("harmfulNorm").asDouble()).isPositive();
        assertThat(step.path("loss").asDouble()).isPositive();
        assertThat(step.path("harmfulLoss").asDouble()).isPositive();
        assertThat(step.path("harmfulR").isNumber()).isTrue();
        SampleFiles.assertRefused(
                align("out", "--method", "repnoise", "--alpha", 0.1, "--steps", 2),
                "holds a run with another model, other samples or settings");
    }

    @Test
    void shouldTakeTwentyPassesOverTheSafeSamplesWhenNothingIsSaid() {
        assertThat(align("out", "--method", "sft", "--batch", 8).json()).hasSize(10);
    }

    @Test
    void shouldLetTheLearningRateFallWhenAsked() {
        List<JsonNode> steps =
                align("out", "--lr", 1e-3, "--schedule", "linear", "--steps", 4).json();

        assertThat(steps)
                .extracting(step -> step.path("learningRate").asDouble())
                .containsExactly(1e-3, 7.5e-4, 5e-4, 2.5e-4);
    }

    @Test
    void shouldRefuseToMakeARunWhoseRateFallsLonger() {
        align("out", "--schedule", "linear", "--steps", 2);

        SampleFiles.assertRefused(
                align("out", "--schedule", "linear", "--steps", 4),
                "holds a run with another model, other samples or settings");
    }

    @Test
    void shouldGiveOtherBytesForEachMethodAndSeed() throws IOException {
        List<byte[]> adapters = List.of(
                aligned("antibody", "--steps", 2),
                aligned("booster", "--steps", 2, "--method", "booster"),
                aligned("sft", "--steps", 2, "--method", "sft"),
                aligned("vaccine", "--steps", 2, "--method", "vaccine"),
                aligned("repnoise", "--steps", 2, "--method", "repnoise"),
                aligned("noisy", "--steps", 2, "--method", "repnoise", "--beta", 1),
                aligned("mild", "--steps", 2, "--method", "repnoise", "--alpha", 0.1),
                aligned("strong", "--steps", 2, "--method", "vaccine", "--rho", 5),
                aligned("mean", "--steps", 2, "--loss", "sample"),
                aligned("seed", "--steps", 2, "--seed", 2));

        assertThat(adapters).doesNotHaveDuplicates();
    }

    @Test
    void shouldRefuseToGoOnWithOtherSettingsOrSamples() {
        align("out", "--steps", 1);

        String message = "holds a run with another model, other samples or settings";
        SampleFiles.assertRefused(align("out", "--steps", 2, "--xi", 2), message);
        SampleFiles.assertRefused(align("out", "--steps", 2, "--seed", 2), message);
        SampleFiles.assertRefused(align("out", "--steps", 2, "--loss", "sample"), message);
        SampleFiles.assertRefused(align("out", "--steps", 2, "--lora-rank", 4), message);
        SampleFiles.assertRefused(align("out", "--steps", 2, "--templates", templates), message);
        assertThat(align("out", "--steps", 2).exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --method magic                       | --method
            --method vaccine --rho -1            | rho must be 0 or more, not -1.0
            --method vaccine --xi 1              | --xi is for --method antibody and booster
            --method vaccine --lambda-refusal 1  | --lambda-refusal is for --method antibody and booster
            --method vaccine --alpha 1           | --alpha is for --method repnoise
            --beta 1                             | --beta is for --method repnoise
            --method repnoise --alpha -1         | alpha must be 0 or more, not -1.0
            --method repnoise --beta -1          | beta must be 0 or more, not -1.0
            --method repnoise --rho 1            | --rho is for --method antibody, booster and vaccine
            --method repnoise --eta 1            | --eta is for --method antibody and booster
            --method sft --rho 1                 | --rho is for --method antibody, booster and vaccine
            --lambda magic                       | --lambda
            --xi 0                               | xi must be positive, not 0.0
            --lambda cosine --eta -1             | eta must be positive, not -1.0
            --lambda cosine --momentum 1         | momentum must be in [0, 1), not 1.0
            --lambda cosine --xi 1               | --xi is for --lambda theorem
            --eta 1                              | --eta is for --lambda cosine and constant
            --rho 0                              | rho must be positive, not 0.0
            --lambda-refusal -1                  | weight of the refusal must be 0 or more
            --method booster --lambda theorem    | --lambda is for --method antibody; booster's is constant
            --method booster --lambda-refusal 1  | --lambda-refusal is for --method antibody
            --method sft --xi 1                  | --xi is for --method antibody and booster
            --steps 0                            | --steps must be at least 1, not 0
            --batch 0                            | --batch must be between 1 and 1024, not 0
            --loss word                          | --loss
            --lr 0                               | learning rate must be positive, not 0.0
            --weight-decay -1                    | weight decay must be 0 or more, not -1.0
            --clip 0                             | gradient norm to clip at must be positive, not 0.0
            --checkpoint-every 0                 | --checkpoint-every must be at least 1, not 0
            --max-length 4                       | --max-length must be at least 8, not 4
            --lora-rank 0                        | LoRA rank must be at least 1, not 0
            --lora-targets c_attn                | LoRA targets must be some of
            --adapter absent                     | absent is not an adapter
            --templates absent                   | cannot read absent
            --safe absent                        | absent is no file
            """)
    void shouldRefuseAWrongOptionInOneLine(String options, String message) {
        SampleFiles.assertRefused(align("out", (Object[]) options.split(" ")), message);
        assertThat(directory.resolve("out").resolve("adapter_model.safetensors"))
                .doesNotExist();
    }

    @Test
    void shouldSignTheAdapterWithTheNodesKey() throws IOException {
        aligned("out", "--steps", 1);
        byte[] signed = Files.readAllBytes(directory.resolve("out/antibody_signature.json"));

        assertThat(verify("out").done().json().get(0).path("verified").booleanValue())
                .isTrue();
        aligned("out", "--steps", 2);
        assertThat(Files.readAllBytes(directory.resolve("out/antibody_signature.json")))
                .isNotEqualTo(signed);
        verify("out").done();
    }

    @Test
    void shouldSignWithAKeyThatIsKeptElsewhere() throws IOException {
        aligned("out", "--steps", 1, "--keys", directory.resolve("vault"));

        assertThat(directory.resolve("data")).doesNotExist();
        verify("out", "--keys", directory.resolve("vault")).done();
        assertThat(verify("out", "--keys", directory.resolve("absent")).refused())
                .contains("signing-key.pub.pem cannot be read");
    }

    @Test
    void shouldSayWhatIsWrongWithAnAdapterThatIsNotTheSignedOne() throws IOException {
        aligned("out", "--steps", 1);
        Path weights = directory.resolve("out/adapter_model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 2] ^= 1;
        Files.write(weights, bytes);

        Typed changed = verify("out");
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.err()).contains("adapter_model.safetensors is not the one that was signed");

        Files.delete(directory.resolve("out/antibody_signature.json"));
        assertThat(verify("out").err()).contains("is not signed");
        assertThat(verify("absent").refused()).contains("is no directory");
        assertThat(Typed.command("checkpoint", "verify", "job", "--adapter", directory)
                        .refused())
                .contains("--adapter");
        assertThat(Typed.command("checkpoint", "verify").refused()).contains("JOB");
    }

    @Test
    void shouldRefuseABadLineBeforeItTouchesTheOutput() throws IOException {
        Files.writeString(harmful, "{}\n");

        SampleFiles.assertRefused(align("out"), "samples.jsonl line 1: prompt is missing; mend or remove the line");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    @Test
    void shouldRefuseToWriteOverSomethingOrWhereItCannot() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        Files.writeString(Files.createDirectory(directory.resolve("full")).resolve("mine"), "");

        SampleFiles.assertRefused(align("full"), "is not empty; give --out a new directory");
        SampleFiles.assertRefused(align("file"), "cannot be written; give --out another directory");
    }

    private byte[] aligned(String out, Object... options) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of("--batch", 2, "--lr", 1e-3));
        arguments.addAll(List.of(options));
        assertThat(align(out, arguments.toArray()).exitCode()).isZero();
        return adapter(out);
    }

    private Typed verify(String out, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("checkpoint", "verify", "--json"));
        arguments.addAll(List.of("--adapter", directory.resolve(out), "--data", directory.resolve("data")));
        arguments.addAll(List.of(options));
        return Typed.command(arguments.toArray());
    }

    private byte[] adapter(String out) throws IOException {
        return Files.readAllBytes(directory.resolve(out).resolve("adapter_model.safetensors"));
    }

    private Typed align(String out, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("align", "--harmful", harmful));
        if (!List.of(options).contains("--safe")) {
            arguments.addAll(List.of("--safe", safe));
        }
        arguments.addAll(List.of("--out", directory.resolve(out), "--model", TINY.directory()));
        arguments.addAll(List.of("--data", directory.resolve("data")));
        arguments.addAll(List.of(options));
        return Typed.command(arguments.toArray());
    }
}
