package dev.antibody.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.method.Flatness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlignmentRunnerTest {

    private static final int STEPS = 5;

    @TempDir
    private Path directory;

    private final AlignmentState start = AlignmentState.initial(AlignmentSamples.TINY.adapter());

    @Test
    void shouldGiveTheSameBitsWhenARunGoesOnFromItsFile() {
        // Given an uninterrupted run of the smoothed rule, whose λ depends on all steps before
        List<AlignmentStep> whole = new ArrayList<>();
        AlignmentState end = run(start, STEPS, whole::add);

        // When one is stopped after each step
        AlignmentFile file = new AlignmentFile(directory, "a run");
        List<AlignmentStep> parts = new ArrayList<>();
        for (int step = 1; step <= STEPS; step++) {
            file.write(run(file.read().orElse(start), step, parts::add));
        }

        // Then
        AlignmentState resumed = file.read().orElseThrow();
        assertThat(CheckpointCodec.encode(resumed.training())).isEqualTo(CheckpointCodec.encode(end.training()));
        assertThat(resumed.lambda()).isEqualTo(end.lambda());
        assertThat(resumed.corrected()).isEqualTo(end.corrected()).isEqualTo(STEPS);
        assertThat(parts)
                .extracting(AlignmentStep::measures)
                .isEqualTo(whole.stream().map(AlignmentStep::measures).toList());
        assertThat(whole).extracting(step -> step.state().training().step()).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void shouldDoNothingWhenAllStepsAreDone() {
        AlignmentState end = run(start, 1, step -> {});

        assertThat(run(end, 1, step -> {
                    throw new AssertionError("a step too many");
                }))
                .isSameAs(end);
    }

    @Test
    void shouldLearnToAnswerAsTheSafeSamplesDo() {
        List<Double> losses = new ArrayList<>();

        run(start, 12, step -> losses.add(step.measures().align()));

        assertThat(losses.get(11)).isLessThan(losses.get(0));
    }

    @Test
    void shouldRefuseTheStateOfAnotherRunOrABrokenOne() throws IOException {
        new AlignmentFile(directory, "a run").write(start);

        assertThatThrownBy(() -> new AlignmentFile(directory, "another run").read())
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("another model, other samples or settings");
        Files.write(directory.resolve(AlignmentFile.NAME), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> new AlignmentFile(directory, "a run").read()).isInstanceOf(CheckpointException.class);
    }

    @Test
    void shouldLeaveNothingButTheStateBehind() throws IOException {
        assertThat(AlignmentFile.isFree(directory)).isTrue();

        new AlignmentFile(directory, "a run").write(start);

        assertThat(directory).isDirectoryNotContaining(path -> !path.endsWith(AlignmentFile.NAME));
        assertThat(AlignmentFile.isFree(directory)).isFalse();
    }

    private static AlignmentState run(AlignmentState from, long steps, Consumer<AlignmentStep> told) {
        AlignmentSettings settings = AlignmentSamples.settings(Flatness.antibody(AlignmentSamples.COSINE));
        return new AlignmentRunner(AlignmentSamples.TINY.model(), settings, AlignmentSamples.data(), 2, 7)
                .run(from, steps, told);
    }
}
