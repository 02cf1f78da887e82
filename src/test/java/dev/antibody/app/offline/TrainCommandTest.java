package dev.antibody.app.offline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.antibody.app.Typed;
import dev.antibody.checkpoint.PeftDirectory;
import dev.antibody.lm.Fixtures;
import dev.antibody.lm.Golden;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.Safetensors;
import dev.antibody.lm.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code ./antibody train FILE --out DIR}, as typed. */
class TrainCommandTest {

    private static final Golden GOLDEN = TinyModel.LLAMA.golden();

    @TempDir
    private Path directory;

    private Path samples = Path.of("");
    private Path shortSamples = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        samples = SampleFiles.samples(directory, GOLDEN.samples());
        Path folder = Files.createDirectory(directory.resolve("short"));
        shortSamples = SampleFiles.samples(folder, GOLDEN.samples().subList(4, 8));
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeTheReferencesStep(TinyModel tiny) throws IOException {
        Golden golden = tiny.golden();
        Path out = directory.resolve("out");

        Typed typed = Typed.command(
                "train",
                samples,
                "--out",
                out,
                "--model",
                tiny.directory(),
                "--adapter",
                tiny.directory().resolve("adapter"),
                "--templates",
                SampleFiles.templates(directory, golden.samples()),
                "--batch",
                8,
                "--lr",
                golden.adamw().lr(),
                "--weight-decay",
                golden.adamw().weightDecay(),
                "--json");

        assertThat(typed.err()).isEmpty();
        assertThat(typed.exitCode()).isZero();
        assertThat(typed.json()).hasSize(1);
        JsonNode step = typed.json().get(0);
        assertThat(step.fieldNames())
                .toIterable()
                .contains("step", "loss", "gradientNorm", "learningRate", "tokens", "seconds");
        assertThat(step.path("step").intValue()).isEqualTo(1);
        assertThat(step.path("loss").asDouble()).isCloseTo(golden.loss(), within(1e-4));
        assertThat(step.path("gradientNorm").asDouble())
                .isCloseTo(golden.gradNormAll(), within(1e-4 * golden.gradNormAll()));
        assertThat(step.path("learningRate").asDouble()).isEqualTo(1e-3);
        int tokens = golden.samples().stream()
                .mapToInt(s -> s.promptIds().length + s.responseIds().length)
                .sum();
        assertThat(step.path("tokens").intValue()).isEqualTo(tokens);
        assertThat(step.path("seconds").asDouble()).isPositive();
        Safetensors written = Safetensors.open(out.resolve("adapter_model.safetensors"));
        golden.adamw().first8().forEach((name, expected) -> assertThat(
                        Arrays.copyOf(written.tensor(name).values(), 8))
                .as(name)
                .containsExactly(expected, within(1e-6f)));
    }

    @Test
    void shouldWriteTheSameBytesTwiceAndOthersForAnotherSeed() throws IOException {
        byte[] first = trained("first", "--epochs", 2, "--batch", 2, "--lr", 1e-3, "--shuffle");
        byte[] second = trained("second", "--epochs", 2, "--batch", 2, "--lr", 1e-3, "--shuffle");
        byte[] other = trained("other", "--epochs", 2, "--batch", 2, "--lr", 1e-3, "--shuffle", "--seed", 2);

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void shouldReportEachStepOfEachEpoch() {
        Typed typed = train("out", "--epochs", 2, "--batch", 3, "--method", "sft", "--lr", 1e-3);

        assertThat(typed.json())
                .extracting(step -> step.path("step").intValue(), step -> step.path("epoch")
                        .intValue())
                .containsExactly(tuple(1, 0), tuple(2, 0), tuple(3, 1), tuple(4, 1));
    }

    @Test
    void shouldWriteAnAdapterOfTheFormThatWasAskedFor() {
        train("out", "--lora-rank", 2, "--lora-alpha", 3, "--lora-targets", "v_proj,up_proj");

        LoraConfig lora = PeftDirectory.read(directory.resolve("out"), TinyModel.LLAMA.model())
                .layout()
                .config();

        assertThat(lora).isEqualTo(new LoraConfig(2, 3, List.of("v_proj", "up_proj")));
    }

    @Test
    void shouldSayWhyAStepWasSkipped() {
        Typed typed = train("out", "--gate", 1000);

        assertThat(typed.exitCode()).isZero();
        assertThat(typed.json()).hasSize(1);
        assertThat(typed.json().get(0).path("skipped").asText())
                .isEqualTo("the gate admitted no sample of the micro-batch");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            --epochs        | 0         | epochs must be between 1 and 1000, not 0
            --batch         | 0         | batch size must be between 1 and 1024, not 0
            --lr            | -1        | learning rate must be above 0, not -1.0
            --lr            | fast      | --lr
            --weight-decay  | -0.1      | weight decay must be 0 or more, not -0.1
            --clip          | 0         | clip norm must be above 0, not 0.0
            --tau           | 0         | tau must be above 0, not 0.0
            --method        | magic     | --method
            --loss          | none      | --loss
            --gate          | NaN       | threshold must be finite, not NaN
            --lora-rank     | 0         | LoRA rank must be at least 1, not 0
            --lora-targets  | c_attn    | LoRA targets must be some of
            --max-length    | 4         | maximum length must be between 8 and
            --adapter       | absent    | absent is not an adapter
            --templates     | absent    | cannot read absent
            """)
    void shouldRefuseAWrongOptionInOneLine(String option, String value, String message) {
        SampleFiles.assertRefused(train("out", option, value), message);
        assertThat(directory.resolve("out").resolve("adapter_model.safetensors"))
                .doesNotExist();
    }

    @Test
    void shouldRefuseAGateForPlainFineTuning() {
        SampleFiles.assertRefused(train("out", "--method", "sft", "--gate", 0), "method sft has no gate");
    }

    @Test
    void shouldRefuseToWriteOverSomethingOrWhereItCannot() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Path full = Files.createDirectory(directory.resolve("full"));
        Files.writeString(full.resolve("mine"), "");

        SampleFiles.assertRefused(train("full"), "is not empty; give --out a new directory");
        SampleFiles.assertRefused(train("file"), "cannot be written; give --out another directory");
        SampleFiles.assertRefused(train("file/below"), "cannot be written; give --out another directory");
        SampleFiles.assertRefused(Typed.command("train", shortSamples, "--model", Fixtures.tinyLlama()), "--out");
        assertThat(file).isEmptyFile();
        assertThat(full).isDirectoryContaining(path -> path.endsWith("mine"));
    }

    @Test
    void shouldRefuseABadLineBeforeItTouchesTheOutput() throws IOException {
        Path bad = Files.writeString(directory.resolve("bad.jsonl"), "{}\n");

        SampleFiles.assertRefused(
                Typed.command("train", bad, "--out", directory.resolve("out"), "--model", Fixtures.tinyLlama()),
                "bad.jsonl line 1: prompt is missing; mend or remove the line");
        assertThat(directory.resolve("out")).doesNotExist();
    }

    private byte[] trained(String out, Object... options) throws IOException {
        assertThat(train(out, options).exitCode()).isZero();
        return Files.readAllBytes(directory.resolve(out).resolve("adapter_model.safetensors"));
    }

    private Typed train(String out, Object... options) {
        List<Object> arguments = new ArrayList<>(
                List.of("train", shortSamples, "--out", directory.resolve(out), "--model", Fixtures.tinyLlama()));
        arguments.addAll(List.of(options));
        return Typed.command(arguments.toArray());
    }
}
