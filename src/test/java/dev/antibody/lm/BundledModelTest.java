package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a fixture in the bundled model's place. */
class BundledModelTest {

    private static final String RESOURCES = "/fixtures/tiny-llama/";

    @TempDir
    private Path directory;

    @Test
    void shouldUnpackAModelThatLoads() throws IOException {
        Path unpacked = BundledModel.extract(RESOURCES, directory.resolve("cache"));

        try (TorchLanguageModel model =
                TorchLanguageModel.load(unpacked, EngineOptions.exact().withThreads(1))) {
            assertThat(model.fingerprint()).isEqualTo(TinyModel.LLAMA.model().fingerprint());
        }
        assertThat(files(directory.resolve("cache"))).containsExactly(unpacked); // and nothing half-written
    }

    @Test
    void shouldUnpackOnceAndKeepOtherModelsApart() throws IOException {
        Path first = BundledModel.extract(RESOURCES, directory);
        Files.writeString(first.resolve("mark"), "");

        Path again = BundledModel.extract(RESOURCES, directory);
        Path other = BundledModel.extract("/fixtures/tiny-qwen2/", directory);

        assertThat(again).isEqualTo(first);
        assertThat(again.resolve("mark")).exists();
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void shouldSayWhereItCannotUnpackAndHowToMendIt() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> BundledModel.extract(RESOURCES, file))
                .isInstanceOf(ModelException.class)
                .hasMessage("the demo model cannot be unpacked into " + file
                        + "; set ANTIBODY_CACHE to a directory that can be written");
        assertThatThrownBy(() -> BundledModel.extract("/absent/", directory))
                .isInstanceOf(ModelException.class)
                .hasMessage("this build carries no demo model; name a model directory with --model");
    }

    @Test
    void shouldLookForACacheInTheUsualPlaces() {
        Map<String, String> environment = Map.of("ANTIBODY_CACHE", "/own", "XDG_CACHE_HOME", "/shared");

        assertThat(BundledModel.cache("/property", environment)).isEqualTo(Path.of("/property"));
        assertThat(BundledModel.cache(null, environment)).isEqualTo(Path.of("/own"));
        assertThat(BundledModel.cache(null, Map.of("XDG_CACHE_HOME", "/shared", "ANTIBODY_CACHE", "")))
                .isEqualTo(Path.of("/shared/antibody"));
        assertThat(BundledModel.cache(null, Map.of()))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "antibody"));
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
