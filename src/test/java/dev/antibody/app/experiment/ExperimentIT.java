package dev.antibody.app.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.app.Typed;
import dev.antibody.lm.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./antibody experiment NAME}, as typed: on a model that knows nothing, so that it takes seconds. */
class ExperimentIT {

    @TempDir
    private Path directory;

    @Test
    void shouldDoEachExperimentAndLeaveTablesAndPlots() throws IOException {
        experiment("table", "--seeds", 1, "--methods", "aligned,sft,lisa,vaccine,paper,antibody", "--ratios", 0.2);
        Typed ratios = experiment("table", "--seeds", 1, "--methods", "sft", "--ratios", 0.5);
        experiment("fig2", "--seeds", 1, "--methods", "sft,paper");
        experiment("fig4", "--seeds", 1);
        Typed scores = experiment("scores");

        // Then a second command adds to what was there
        assertThat(Files.readAllLines(out().resolve("table.csv"))).hasSize(1 + 6 + 1);
        assertThat(ratios.out())
                .contains("# table", "| sft | banking77 | plain | 20 |", "| sft | banking77 | plain | 50 |");
        assertThat(scores.out()).contains("| sft | banking77 | calibrated |");
        for (String file : List.of(
                "table.md",
                "table-hs.png",
                "table-hs.svg",
                "table-ratios-banking77.svg",
                "fig2-banking77-loss.png",
                "fig2-banking77-r-paper.svg",
                "fig4-harmful.png",
                "fig4.md",
                "scores.csv",
                "scores.md")) {
            assertThat(out().resolve(file)).isNotEmptyFile();
        }
        // and a finished experiment is not repeated, and takes over what another has finished
        byte[] before = Files.readAllBytes(out().resolve("table.csv"));
        experiment("table", "--seeds", 1, "--methods", "sft,paper", "--ratios", 0.2);
        experiment("ablation", "--seeds", 1, "--methods", "sft,paper");
        assertThat(Files.readAllBytes(out().resolve("table.csv"))).isEqualTo(before);
        assertThat(Files.readAllLines(out().resolve("ablation.csv"))).hasSize(3);

        for (List<Object> other : List.<List<Object>>of(
                List.of("--plain-steps", 3), List.of("--alignment-loss", "token"), List.of("--dtype", "bf16"))) {
            assertThat(refused("table", other.toArray()))
                    .contains("another model, number format or alignment; give another --out");
        }
    }

    @Test
    void shouldRefuseWhatThereIsNotInOneLine() {
        assertThat(refused("fig9")).contains("fig9");
        assertThat(refused("table", "--methods", "none")).contains("no method none");
        assertThat(refused("table", "--tasks", "chess"))
                .contains("no task chess")
                .contains("banking77");
        assertThat(refused("table", "--ratios", 20)).contains("between 0 and 1");
        assertThat(refused("table", "--seeds", 0)).contains("at least one seed");
        assertThat(refused("table", "--epochs", 0)).contains("at least 1");
        assertThat(refused("table", "--method-rate", 0)).contains("rates of alignment must be above 0");
    }

    private Typed experiment(String name, Object... options) {
        return typed(name, options).done();
    }

    private String refused(String name, Object... options) {
        return typed(name, options).refused();
    }

    private Typed typed(String name, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("experiment", name));
        arguments.addAll(List.of("--model", TinyModel.LLAMA.directory(), "--out", out(), "--prompt-template", "none"));
        List<Object> given = List.of(options);
        if (!given.contains("--plain-steps")) {
            arguments.addAll(List.of("--plain-steps", 2));
        }
        if (!given.contains("--tasks")) {
            arguments.addAll(List.of("--tasks", "banking77"));
        }
        if (!given.contains("--epochs")) {
            arguments.addAll(List.of("--epochs", 1));
        }
        arguments.addAll(List.of("--method-steps", 2, "--samples", 32));
        arguments.addAll(given);
        return Typed.command(arguments.toArray());
    }

    private Path out() {
        return directory.resolve("out");
    }
}
