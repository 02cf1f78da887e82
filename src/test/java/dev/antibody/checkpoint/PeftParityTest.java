package dev.antibody.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.TinyModel;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What is written here is loaded by PEFT itself, which finds the same numbers. Runs where {@code ANTIBODY_PYTHON} names
 * a Python with torch, transformers and peft.
 */
class PeftParityTest {

    private static final Path SCRIPT = Path.of("ops", "fixtures", "peft_nll.py");

    @TempDir
    private Path parent;

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheSameLikelihoodsInPeft(TinyModel tiny) throws IOException, InterruptedException {
        String python = System.getenv("ANTIBODY_PYTHON");
        assumeTrue(python != null, "set ANTIBODY_PYTHON to a Python that has torch, transformers and peft");
        Adapter adapter = tiny.adapterOnAllProjections();
        Path directory = parent.resolve("adapter");
        PeftDirectory.write(directory, adapter, tiny.directory().toString());

        float[][][] theirs = run(python, tiny.directory(), directory);

        float[][][] ours = tiny.model().negativeLogLikelihoods(tiny.golden().trees(), adapter);
        float[][][] base = tiny.model().negativeLogLikelihoods(tiny.golden().trees(), tiny.base());
        for (int i = 0; i < ours.length; i++) {
            for (int c = 0; c < ours[i].length; c++) {
                assertThat(ours[i][c]).containsExactly(theirs[i][c], within(1e-4f));
                assertThat(Math.abs(ours[i][c][0] - base[i][c][0])).isGreaterThan(1e-3f); // the adapter does something
            }
        }
    }

    private float[][][] run(String python, Path model, Path adapter) throws IOException, InterruptedException {
        File errors = parent.resolve("errors").toFile();
        Process process = new ProcessBuilder(List.of(python, SCRIPT.toString(), model.toString(), adapter.toString()))
                .redirectError(errors)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("exit code; see %s", errors).isZero();
        return new ObjectMapper().readValue(output, float[][][].class);
    }
}
