package dev.antibody.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.evaluation.HarmfulScore;
import dev.antibody.ingest.CsvException;
import dev.antibody.method.Marks;
import dev.antibody.method.Proportion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTableTest {

    @TempDir
    private Path directory;

    @Test
    void shouldReadBackEveryRunExactly() throws IOException {
        // Given names that need quoting, numbers that have no short decimal form, and a run without a score
        Run odd = new Run(
                new RunSetting("table", "antibody, \"no gate\"", "a\nb", "plain", 1 / 3.0, 1, 1, 1e-5).withSeed(-7),
                new HarmfulScore(0, 1, 2),
                new Marks(2 / 3.0, 3),
                new Proportion(0, 0),
                OptionalDouble.empty());
        RunTable table = RunTable.open(file());
        table.add(odd);
        table.add(Runs.run("sft", 1, 40));

        assertThat(RunTable.open(file()).runs()).containsExactly(odd, Runs.run("sft", 1, 40));
        assertThat(Files.readAllLines(file()).get(0))
                .startsWith(
                        "experiment,method,task,attack,poisonRatio,samples,epochs,learningRate,seed,hs,hsKeyword,fa,");
        assertThat(directory).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void shouldNotRepeatAFinishedRunWhenAnExperimentGoesOn() throws IOException {
        RunTable.open(file()).add(Runs.run("sft", 1, 40));

        RunTable again = RunTable.open(file());

        assertThat(again.find(Runs.setting("sft").withSeed(1))).contains(Runs.run("sft", 1, 40));
        assertThat(again.find(Runs.setting("sft").withSeed(2))).isEmpty();
        assertThat(again.find(Runs.setting("antibody").withSeed(1))).isEmpty();
        assertThatThrownBy(() -> again.add(Runs.run("sft", 1, 30))).hasMessageContaining("already");
        again.add(Runs.run("sft", 2, 30));
        assertThat(RunTable.open(file()).runs()).hasSize(2);
    }

    @Test
    void shouldGoOnAfterAKillInTheMiddleOfAWrite() throws IOException {
        // Given what a killed process leaves: the old file and a part of the new one
        RunTable.open(file()).add(Runs.run("sft", 1, 40));
        Files.writeString(directory.resolve("runs.csv.part"), "experiment,met");

        RunTable again = RunTable.open(file());
        again.add(Runs.run("sft", 2, 30));

        assertThat(RunTable.open(file()).runs()).hasSize(2);
    }

    @Test
    void shouldBeAsBeforeWhenTheFileCannotBeWritten() {
        RunTable table = RunTable.open(directory.resolve("absent").resolve("runs.csv"));

        assertThatThrownBy(() -> table.add(Runs.run("sft", 1, 40))).isInstanceOf(IOException.class);
        assertThat(table.runs()).isEmpty();
    }

    @Test
    void shouldSayWhichRowIsNoRun() throws IOException {
        RunTable.open(file()).add(Runs.run("sft", 1, 40));
        String text = Files.readString(file());

        Files.writeString(file(), text.replace("0.2,500", "0.2,many"));
        assertRefused("row 1 is no run");
        Files.writeString(file(), text.replace("0.2,500", "2,500"));
        assertRefused("row 1 is no run (the poison ratio must be in [0, 1], not 2.0)");
        Files.writeString(file(), text + text.lines().skip(1).findFirst().orElseThrow() + "\n");
        assertRefused("row 2 repeats a run");
        Files.writeString(file(), "a,b\n1,2\n");
        assertRefused("experiment,method");
    }

    private void assertRefused(String part) {
        assertThatThrownBy(() -> RunTable.open(file()))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining(part);
    }

    private Path file() {
        return directory.resolve("runs.csv");
    }
}
