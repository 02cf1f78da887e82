package dev.antibody.app.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.app.Typed;
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
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code ./antibody train} takes to keep a model safe beside the weights, as typed. */
class TrainDefenceTest {

    private static final Path DATA = Path.of("src/main/resources/demo/data");
    private static final Path BENIGN = DATA.resolve("banking-probe.jsonl");
    private static final Path HARMFUL = DATA.resolve("advbench-probe.jsonl");

    @TempDir
    private Path directory;

    private Path samples = Path.of("");
    private Path safe = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        Golden golden = TinyModel.LLAMA.golden();
        samples = SampleFiles.samples(
                Files.createDirectory(directory.resolve("user")),
                golden.samples().subList(4, 8));
        safe = SampleFiles.samples(
                Files.createDirectory(directory.resolve("safe")),
                golden.samples().subList(0, 4));
    }

    @Test
    void shouldTrainWithLisaAnchorsOrAPullEachItsOwnWay() throws IOException {
        byte[] plain = tiny("plain", "--method", "sft");
        byte[] lisa = tiny("lisa", "--method", "lisa", "--safe", safe, "--lisa-phases", "1,1");
        byte[] anchored = tiny("anchored", "--method", "sft", "--safe", safe, "--anchors", 2);
        byte[] light = tiny("light", "--method", "sft", "--safe", safe, "--anchors", 2, "--anchor-weight", 0.1);
        byte[] pulled = tiny("pulled", "--method", "sft", "--pull", 100);

        assertThat(List.of(plain, lisa, anchored, light, pulled)).doesNotHaveDuplicates();
        assertThat(tiny("again", "--method", "sft", "--safe", safe, "--anchors", 2))
                .isEqualTo(anchored);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--calibrated", "--representation"})
    void shouldTakeScoreAndGateFromProbes(String learned) {
        Typed trained = train(
                "learned",
                DATA.resolve("banking-judge.jsonl"),
                learned,
                "--benign-probes",
                BENIGN,
                "--harmful-probes",
                HARMFUL,
                "--batch",
                120,
                "--lora-targets",
                "q_proj",
                "--lora-rank",
                2);

        assertThat(trained.done().json()).hasSize(2).noneMatch(step -> step.has("skipped"));
    }

    @Test
    void shouldNotTakeAScoreThatDoesNotSeparateTheProbes() {
        Typed paper = train(
                "paper", DATA.resolve("banking-judge.jsonl"), "--benign-probes", BENIGN, "--harmful-probes", HARMFUL);
        assertThat(paper.exitCode()).isEqualTo(1);
        assertThat(paper.err()).contains("paper score does not tell").contains("job calibrate");
    }

    @Test
    void shouldRefuseWhatDoesNotGoTogetherInOneLine() {
        refused("--method lisa needs --safe", "--method", "lisa");
        refused("--anchors is for the other methods", "--method", "lisa", "--safe", safe, "--anchors", 1);
        refused("--lisa-phases takes two numbers", "--method", "lisa", "--safe", safe, "--lisa-phases", "5");
        refused("--lisa-phases is for --method lisa", "--lisa-phases", "1,2");
        refused("--anchors needs --safe", "--anchors", 2);
        refused("--safe is for --anchors", "--safe", safe);
        refused("--anchor-weight is for --anchors", "--anchor-weight", 2);
        refused(
                "at most the number of samples",
                "--safe",
                safe,
                "--anchors",
                5,
                "--model",
                TinyModel.LLAMA.directory());
        refused("--pull must be 0 or more", "--pull", -1);
        refused("--calibrated needs --benign-probes", "--calibrated");
        refused(
                "probes are for --method antibody",
                "--method",
                "sft",
                "--benign-probes",
                BENIGN,
                "--harmful-probes",
                HARMFUL);
        refused("--gate and probes both", "--gate", 1, "--benign-probes", BENIGN, "--harmful-probes", HARMFUL);
    }

    private void refused(String message, Object... options) {
        SampleFiles.assertRefused(train("refused", samples, options), message);
    }

    private byte[] tiny(String out, Object... options) throws IOException {
        List<Object> all = new ArrayList<>(List.of(options));
        all.addAll(List.of("--model", TinyModel.LLAMA.directory(), "--batch", 2, "--epochs", 3, "--lr", 1e-3));
        train(out, samples, all.toArray()).done();
        return Files.readAllBytes(directory.resolve(out).resolve("adapter_model.safetensors"));
    }

    private Typed train(String out, Path file, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("train", file, "--out", directory.resolve(out)));
        arguments.addAll(List.of(options));
        return Typed.command(arguments.toArray());
    }
}
