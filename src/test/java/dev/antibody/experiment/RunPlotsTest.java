package dev.antibody.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPlotsTest {

    @TempDir
    private Path directory;

    /** A table is kept for years, and methods are renamed. */
    @Test
    void shouldDrawMethodsThatThisVersionNoLongerKnows() throws IOException {
        List<SettingSummary> summaries =
                SettingSummary.of(List.of(Runs.run("sft", 1, 40), Runs.run("of-an-earlier-version", 1, 3)));

        RunPlots.write(ExperimentName.TABLE, summaries, directory);

        assertThat(directory).isDirectoryContaining("glob:**/table-ratios-gsm8k.svg");
    }

    /** Baselines are run on one task, and on others nothing but what is defended. */
    @Test
    void shouldDrawAMethodThatWasNotRunOnEveryTask() throws IOException {
        Run other = Runs.run("antibody", 1, 3);
        RunSetting elsewhere = new RunSetting("table", "antibody", "sst2", "plain", 0.2, 500, 3, 5e-4);
        List<SettingSummary> summaries = SettingSummary.of(
                List.of(Runs.run("antibody", 1, 2), Runs.run("sft", 1, 40), other.withKey(elsewhere.withSeed(1))));

        RunPlots.write(ExperimentName.TABLE, summaries, directory);

        // Then there are bars in the colours of both
        assertThat(Files.readString(directory.resolve("table-hs.svg")))
                .contains("fill:rgb(0,114,178)")
                .contains("fill:rgb(213,94,0)");
    }
}
