package dev.antibody.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.ingest.CsvException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeasureTableTest {

    @TempDir
    private Path directory;

    @Test
    void shouldKnowFinishedRunsOfItsSettingWhenItIsOpenedAgain() throws IOException {
        MeasureTable.open(file(), "short").add(List.of(measure(1, 0.1), measure(1, 1 / 3.0)));
        MeasureTable.open(file(), "long").add(List.of(measure(1, 7)));

        MeasureTable again = MeasureTable.open(file(), "short");

        assertThat(again.has("sft", "gsm8k", 1)).isTrue();
        assertThat(again.has("sft", "gsm8k", 2)).isFalse();
        assertThat(again.measures().of("sft", "gsm8k").values("r", "benign", 0)).containsExactly(0.1, 1 / 3.0);
        again.add(List.of(measure(2, 3)));
        assertThat(MeasureTable.open(file(), "long")
                        .measures()
                        .of("sft", "gsm8k")
                        .values("r", "benign", 0))
                .containsExactly(7);
    }

    @Test
    void shouldKeepTasksAndSeedsApart() throws IOException {
        MeasureTable table = MeasureTable.open(file(), "short");
        table.add(List.of(
                measure(1, 0.1),
                new Measure("sft", "sst2", 1, "r", Measure.BENIGN, 0, 5),
                new Measure("sft", "gsm8k", 2, "r", Measure.BENIGN, 40, 0.3)));

        Measures sft = table.measures().of("sft", "gsm8k");

        assertThat(sft.seeds()).containsExactly(1L, 2L);
        assertThat(sft.steps("r")).containsExactly(0L, 40L);
        assertThat(sft.ofSeed(2).values("r", "benign", 40)).containsExactly(0.3);
        assertThat(sft.values("r", "benign", 0)).containsExactly(0.1);
        assertThat(sft.values("r", "harmful", 0)).isEmpty();
    }

    @Test
    void shouldRefuseAnotherFile() throws IOException {
        Files.writeString(file(), "a,b\n1,2\n");
        assertThatThrownBy(() -> MeasureTable.open(file(), "short")).isInstanceOf(CsvException.class);
        Files.writeString(file(), "setting,method,task,seed,quantity,group,step,value\nshort,a,b,1,r,benign,0,x\n");
        assertThatThrownBy(() -> MeasureTable.open(file(), "short"))
                .isInstanceOf(CsvException.class)
                .hasMessageContaining("remove it");
    }

    @Test
    void shouldTellHowFarApartGroupsAre() {
        // means 2 and 5, both with a standard deviation of 1
        assertThat(EffectSize.cohen(new double[] {1, 2, 3}, new double[] {4, 5, 6}))
                .isEqualTo(-3, within(1e-12));
        assertThat(EffectSize.cohen(new double[] {1, 1}, new double[] {1, 1})).isZero();
    }

    private static Measure measure(long seed, double value) {
        return new Measure("sft", "gsm8k", seed, "r", Measure.BENIGN, 0, value);
    }

    private Path file() {
        return directory.resolve("fig2.csv");
    }
}
