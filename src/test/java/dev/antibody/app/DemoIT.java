package dev.antibody.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.antibody.embedded.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo on a short stream; how good its models get is measured on the whole one. */
class DemoIT {

    private static final int SAMPLES = 60;

    @TempDir
    private Path directory;

    @Test
    void shouldWriteAReportWhoseCountsAddUp() throws Exception {
        Path file = directory.resolve("report.json");
        Path out = directory.resolve("adapters");
        try (ChildJvm demo = ChildJvm.start(
                Main.class,
                "demo",
                "--samples",
                Integer.toString(SAMPLES),
                "--seed",
                "1",
                "--no-console",
                "--report",
                file.toString(),
                "--out",
                out.toString())) {
            assertThat(demo.awaitExit(Duration.ofMinutes(5)))
                    .as("%s", demo.lines())
                    .isZero();
            assertThat(demo.lines()).anySatisfy(line -> assertThat(line).startsWith("  plain fine-tuning"));
        }

        JsonNode report = new ObjectMapper().readTree(file.toFile());
        assertThat(count(report, "samples")).isEqualTo(SAMPLES);
        assertThat(count(report, "scored")).isEqualTo(SAMPLES);
        assertThat(count(report, "trained") + count(report, "quarantined") + count(report, "deadLettered"))
                .isEqualTo(SAMPLES);
        assertThat(count(report, "harmful")).isEqualTo(SAMPLES / 5);
        assertThat(count(report, "harmfulQuarantined") + count(report, "benignQuarantined"))
                .isEqualTo(count(report, "quarantined"));
        assertThat(count(report, "steps")).isEqualTo(4);
        assertThat(count(report, "checkpoints")).isPositive();
        for (String share :
                new String[] {"hs", "hsKeyword", "fa", "sftHs", "sftHsKeyword", "sftFa", "auroc", "aurocPaper"}) {
            assertThat(report.path(share).isNumber()).as(share).isTrue();
            assertThat(report.path(share).doubleValue()).as(share).isBetween(0.0, 1.0);
        }
        assertThat(report.path("seconds").doubleValue()).isPositive();
        assertThat(report.path("scoredPerSecond").doubleValue()).isPositive();
        assertThat(out.resolve("defended/adapter_model.safetensors")).isNotEmptyFile();
        assertThat(out.resolve("sft/adapter_model.safetensors")).isNotEmptyFile();
    }

    @Test
    void shouldRefuseAStreamThatShowsNothing() {
        assertThat(Typed.command("demo", "--samples", "3").refused()).contains("--samples");
        assertThat(Typed.command("demo", "--poison", "1").refused()).contains("--poison");
        assertThat(Typed.command(
                                "demo",
                                "--report",
                                directory.resolve("no/such/file").toString())
                        .refused())
                .contains("--report");
    }

    private static int count(JsonNode report, String field) {
        assertThat(report.path(field).isInt()).as(field).isTrue();
        return report.path(field).intValue();
    }
}
