package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineThreadsTest {

    @TempDir
    private Path cpus;

    @Test
    void shouldCountSiblingsOnce() throws IOException {
        cpu("cpu0", "0,2\n");
        cpu("cpu1", "1,3\n");
        cpu("cpu2", "0,2\n");
        cpu("cpu3", "1,3\n");
        Files.createDirectory(cpus.resolve("cpufreq"));

        assertThat(EngineThreads.physicalCores(cpus)).isEqualTo(2);
    }

    @Test
    void shouldNotKnowWhereNothingIsSaid() {
        assertThat(EngineThreads.physicalCores(cpus)).isZero();
        assertThat(EngineThreads.physicalCores(cpus.resolve("absent"))).isZero();
    }

    @Test
    void shouldGiveASmallModelOneThread() {
        assertThat(EngineThreads.byDefault(ModelConfig.read(Fixtures.tinyLlama().resolve("config.json"))))
                .isEqualTo(1);
    }

    private void cpu(String name, String siblings) throws IOException {
        Path topology = Files.createDirectories(cpus.resolve(name).resolve("topology"));
        Files.writeString(topology.resolve("thread_siblings_list"), siblings);
    }
}
