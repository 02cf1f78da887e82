package dev.antibody.app.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.evaluation.ComparedScore;
import dev.antibody.evaluation.ScoreRow;
import dev.antibody.job.JobSettings;
import dev.antibody.method.Calibration;
import dev.antibody.method.Gate;
import dev.antibody.method.Interval;
import dev.antibody.method.Proportion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateOptionsTest {

    private static final String MODEL = "--model own --dtype fp32";

    @TempDir
    private Path adapter = Path.of("");

    @Test
    void shouldNameTheModelOfAnAdapterSinceJobCreateReadsTheAdapterWithIt() throws IOException {
        Files.createFile(adapter.resolve("antibody_signature.json"));

        assertThat(options(adapter).of(row(ComparedScore.REFUSAL)))
                .isEqualTo("--score refusal --gate=0.5 " + MODEL + " --adapter " + adapter);
    }

    @Test
    void shouldSayThatAnAdapterIsNotSigned() {
        assertThat(options(adapter).of(row(ComparedScore.REFUSAL)))
                .isEqualTo("--score refusal --gate=0.5 " + MODEL + " --adapter " + adapter + " --unsigned-adapter");
    }

    @Test
    void shouldNameTheModelOnceWhenAScoreIsFittedUnderAnAdapter() {
        assertThat(options(adapter).of(row(ComparedScore.CALIBRATED)))
                .isEqualTo("--calibrated --benign-probes BENIGN --harmful-probes HARMFUL " + MODEL + " --adapter "
                        + adapter + " --unsigned-adapter");
    }

    @Test
    void shouldNameNoModelWhenJobCreateNeedsNone() {
        assertThat(options(null).of(row(ComparedScore.REFUSAL))).isEqualTo("--score refusal --gate=0.5");
    }

    private static CreateOptions options(@Nullable Path adapter) {
        return new CreateOptions(
                JobSettings.defaults(),
                null,
                List.of("--model own", "--dtype fp32"),
                Calibration.FALSE_QUARANTINE_RATE,
                adapter);
    }

    private static ScoreRow row(ComparedScore score) {
        Calibration separates =
                new Calibration.Separates(new Gate(0.5), 1, new Proportion(0, 10), new Proportion(10, 10));
        return new ScoreRow("task", score, new Interval(0.9, 1), separates);
    }
}
