package dev.antibody.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
}
