package dev.antibody.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.Fixtures;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.Safetensors;
import dev.antibody.lm.Safetensors.NamedTensor;
import dev.antibody.lm.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PeftDirectoryTest {

    private static final String CONFIG = "adapter_config.json";
    private static final String WEIGHTS = "adapter_model.safetensors";
    private static final TinyModel TINY = TinyModel.LLAMA;

    @TempDir
    private Path parent;

    @ParameterizedTest
    @EnumSource
    void shouldReadAnAdapterThatPeftWrote(TinyModel tiny) {
        Adapter adapter = PeftDirectory.read(tiny.directory().resolve("adapter"), tiny.model());

        assertThat(adapter.layout()).isEqualTo(tiny.adapter().layout());
        assertThat(adapter.values()).isEqualTo(tiny.adapter().values());
    }

    @Test
    void shouldReadBackEveryBit() throws IOException {
        // Given an adapter on all projections, whose scale is no whole number
        LoraConfig lora = new LoraConfig(3, 2.5, LoraConfig.PROJECTIONS);
        Adapter written = Adapter.initial(TINY.model().layout(lora), 7);
        written.values()[written.values().length - 1] = -1e-40f;

        PeftDirectory.write(parent.resolve("adapter"), written, "base");
        Adapter read = PeftDirectory.read(parent.resolve("adapter"), TINY.model());

        assertThat(read.layout()).isEqualTo(written.layout());
        assertThat(Arrays.equals(read.values(), written.values())).isTrue();
        assertThat(files(parent)).containsExactly("adapter");
        assertThat(files(parent.resolve("adapter"))).containsExactlyInAnyOrder(CONFIG, WEIGHTS);
    }

    @Test
    void shouldWriteWhatPeftWrites() throws IOException {
        Path original = Fixtures.tinyLlama().resolve("adapter");
        Path copy = parent.resolve("copy");

        PeftDirectory.write(copy, PeftDirectory.read(original, TINY.model()), "base/model");

        List<NamedTensor> ours = Safetensors.open(copy.resolve(WEIGHTS)).tensors();
        List<NamedTensor> theirs = Safetensors.open(original.resolve(WEIGHTS)).tensors();
        assertThat(ours).usingRecursiveComparison().isEqualTo(theirs);
        JsonNode config = config(copy);
        JsonNode theirConfig = config(original);
        for (String field : List.of("peft_type", "task_type", "r", "lora_alpha", "bias", "fan_in_fan_out")) {
            assertThat(config.path(field)).as(field).isEqualTo(theirConfig.path(field));
        }
        assertThat(config.path("base_model_name_or_path").asText()).isEqualTo("base/model");
        assertThat(config.path("target_modules")).hasSize(3);
    }

    @Test
    void shouldReplaceItsOwnFilesInADirectoryAndLeaveOthersAlone() throws IOException {
        Path directory = Files.createDirectory(parent.resolve("adapter"));
        Files.writeString(directory.resolve("README.md"), "mine");
        Files.writeString(directory.resolve(CONFIG), "old");

        PeftDirectory.write(directory, TINY.adapter(), "base");

        assertThat(directory.resolve("README.md")).hasContent("mine");
        assertThat(PeftDirectory.read(directory, TINY.model()).values())
                .isEqualTo(TINY.adapter().values());
        assertThat(files(parent)).containsExactly("adapter");
    }

    @Test
    void shouldSayThatADirectoryCannotBeWritten() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "");

        assertThatThrownBy(() -> PeftDirectory.write(file.resolve("adapter"), TINY.adapter(), "base"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("the adapter cannot be written to " + file.resolve("adapter"))
                .hasMessageEndingWith("choose a writable directory");
    }

    @Test
    void shouldNameWhatIsMissingInADirectory() throws IOException {
        Path directory = copy();
        Files.delete(directory.resolve(WEIGHTS));

        assertUnusable(directory, "is not an adapter; it needs " + CONFIG + " and " + WEIGHTS);
        assertUnusable(parent.resolve("absent"), "is not an adapter");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            peft_type          | "IA3"            | is not for LoRA (peft_type must be LORA)
            use_rslora         | true             | sets use_rslora, which is not supported
            use_dora           | true             | sets use_dora, which is not supported
            rank_pattern       | {"q_proj": 4}    | sets rank_pattern, which is not supported
            modules_to_save    | ["lm_head"]      | sets modules_to_save, which is not supported
            bias               | "all"            | trains biases, which is not supported
            r                  | null             | needs r (integer), lora_alpha (number) and target_modules
            target_modules     | "all-linear"     | needs r (integer), lora_alpha (number) and target_modules
            target_modules     | ["c_attn"]       | LoRA targets must be some of
            r                  | 4                | the adapter is for another model
            target_modules     | ["q_proj"]       | which the model does not have
            target_modules     | ["q_proj", "k_proj", "v_proj", "o_proj"] | lacks base_model.model.model.layers.0.self_attn.o_proj
            """)
    void shouldRejectAConfigurationThatItCannotFollow(String field, String value, String message) throws IOException {
        Path directory = copy();
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode config = (ObjectNode) config(directory);
        config.set(field, mapper.readTree(value));
        mapper.writeValue(directory.resolve(CONFIG).toFile(), config);

        assertUnusable(directory, message);
    }

    @Test
    void shouldRejectBrokenFiles() throws IOException {
        Path directory = copy();
        byte[] weights = Files.readAllBytes(directory.resolve(WEIGHTS));
        Files.write(directory.resolve(WEIGHTS), Arrays.copyOf(weights, weights.length - 1));
        assertUnusable(directory, "is not a usable safetensors file");

        Files.writeString(directory.resolve(CONFIG), "{");
        assertUnusable(directory, "is not JSON; write the adapter again");
    }

    @Test
    void shouldRejectNumbersThatAreNotFinite() throws IOException {
        Path directory = copy();
        List<NamedTensor> tensors =
                new ArrayList<>(Safetensors.open(directory.resolve(WEIGHTS)).tensors());
        tensors.get(0).values()[0] = Float.NaN;
        Safetensors.write(directory.resolve(WEIGHTS), tensors, Map.of());

        assertUnusable(directory, "has a value that is not finite; take an earlier checkpoint, or train again");
    }

    private static void assertUnusable(Path directory, String message) {
        assertThatThrownBy(() -> PeftDirectory.read(directory, TINY.model()))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    private Path copy() throws IOException {
        Path directory = parent.resolve("copy");
        PeftDirectory.write(directory, TINY.adapter(), "base");
        return directory;
    }

    private static JsonNode config(Path directory) throws IOException {
        return new ObjectMapper().readTree(directory.resolve(CONFIG).toFile());
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
