package dev.antibody.app.offline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.app.Main;
import dev.antibody.embedded.ChildJvm;
import dev.antibody.lm.Golden;
import dev.antibody.lm.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An alignment in a process of its own is killed, and the same command goes on with it. */
class AlignCrashIT {

    private static final int STEPS = 60;

    @TempDir
    private Path directory;

    @Test
    void shouldEndWithTheBytesOfAnUninterruptedRunWhenKilledTwice() throws IOException {
        String[] whole = command("whole");
        String[] killed = command("killed");
        try (ChildJvm run = ChildJvm.start(Main.class, whole)) {
            assertThat(run.awaitExit()).as("%s", run.lines()).isZero();
        }

        for (int step : new int[] {7, 23}) {
            try (ChildJvm run = ChildJvm.start(Main.class, killed)) {
                run.await("{\"step\":" + step + ",");
                run.kill();
            }
            assertThat(directory.resolve("killed/adapter_model.safetensors")).doesNotExist();
        }
        try (ChildJvm run = ChildJvm.start(Main.class, killed)) {
            assertThat(run.awaitExit()).as("%s", run.lines()).isZero();
            assertThat(run.lines()).noneMatch(line -> line.startsWith("{\"step\":18,"));
            assertThat(run.lines()).anyMatch(line -> line.startsWith("{\"step\":" + STEPS + ","));
        }

        for (String file :
                List.of("adapter_model.safetensors", "training_state.safetensors", "antibody_signature.json")) {
            assertThat(directory.resolve("killed").resolve(file))
                    .hasSameBinaryContentAs(directory.resolve("whole").resolve(file));
        }
    }

    @Test
    void shouldEndInOrderWhenItIsStopped() throws IOException {
        for (int step = 3; step < 8; step++) {
            try (ChildJvm run = ChildJvm.start(Main.class, command("stopped-" + step))) {
                run.await("{\"step\":" + step + ",");
                run.terminate();
                assertThat(run.awaitExit()).as("%s", run.lines()).isEqualTo(128 + 15);
            }
        }
    }

    private String[] command(String out) throws IOException {
        List<Golden.Sample> samples = TinyModel.LLAMA.golden().samples();
        Path files = Files.createDirectories(directory.resolve("files"));
        Path safe = SampleFiles.samples(Files.createDirectories(files.resolve("safe")), samples.subList(4, 8));
        Path harmful = SampleFiles.samples(Files.createDirectories(files.resolve("harmful")), samples.subList(0, 4));
        return new String[] {
            "align",
            "--safe",
            safe.toString(),
            "--harmful",
            harmful.toString(),
            "--out",
            directory.resolve(out).toString(),
            "--model",
            TinyModel.LLAMA.directory().toString(),
            "--data",
            directory.resolve("data").toString(),
            "--lambda",
            "cosine",
            "--batch",
            "3",
            "--steps",
            Integer.toString(STEPS),
            "--lr",
            "1e-3",
            "--checkpoint-every",
            "3"
        };
    }
}
