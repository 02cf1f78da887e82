package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.antibody.lm.Safetensors.NamedTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which model directories load, and what is said of those that do not. */
class ModelLoadingTest {

    private static final String WEIGHTS = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    @TempDir
    private Path directory;

    @BeforeEach
    void copyAModel() throws IOException {
        ModelCopy.of(Fixtures.tinyLlama(), directory);
    }

    // ---- forms of weights

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GEMMA2_WINDOW") // which is in shards already
    void shouldReadShardsAsOneFile(TinyModel tiny) throws IOException {
        List<NamedTensor> tensors =
                Safetensors.open(tiny.directory().resolve(WEIGHTS)).tensors();
        Files.delete(directory.resolve(WEIGHTS));
        Files.copy(
                tiny.directory().resolve("config.json"),
                directory.resolve("config.json"),
                StandardCopyOption.REPLACE_EXISTING);
        ObjectNode index = new ObjectMapper().createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        List<List<NamedTensor>> shards = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < tensors.size(); i++) {
            shards.get(i % 3).add(tensors.get(i));
            map.put(tensors.get(i).name(), "model-0000" + i % 3 + "-of-00003.safetensors");
        }
        for (int i = 0; i < 3; i++) {
            Safetensors.write(directory.resolve("model-0000" + i + "-of-00003.safetensors"), shards.get(i), Map.of());
        }
        new ObjectMapper().writeValue(directory.resolve(INDEX).toFile(), index);

        assertThat(digest(directory, tiny)).isEqualTo(digest(tiny.directory(), tiny));
    }

    @ParameterizedTest
    @CsvSource({"F16,LLAMA", "BF16,LLAMA", "BF16,QWEN2"})
    void shouldReadShortNumbersAsTheFloatsThatTheyStandFor(ElementType type, TinyModel tiny) throws IOException {
        // Given the same weights in short numbers, and in F32 after the same rounding
        Path widened = Files.createDirectory(directory.resolve("widened"));
        Path stored = Files.createDirectory(directory.resolve("stored"));
        ModelCopy.of(tiny.directory(), widened);
        ModelCopy.of(tiny.directory(), stored);
        List<NamedTensor> tensors =
                Safetensors.open(tiny.directory().resolve(WEIGHTS)).tensors();
        StoredWeights.Store store = type == ElementType.F16 ? StoredWeights::float16 : StoredWeights::bfloat16;
        StoredWeights.write(stored.resolve(WEIGHTS), tensors, type.name(), 2, store);
        List<NamedTensor> rounded = Safetensors.open(stored.resolve(WEIGHTS)).tensors();
        Safetensors.write(widened.resolve(WEIGHTS), rounded, Map.of());

        String digest = digest(stored, tiny);

        assertThat(digest).isEqualTo(digest(widened, tiny));
        assertThat(digest).isNotEqualTo(digest(tiny.directory(), tiny));
    }

    @Test
    void shouldTakeTheEmbeddingsForAHeadThatIsTied() throws IOException {
        // Given a file that has a head too, which a tied model does not use
        rewrite(tensors -> {
            List<NamedTensor> more = new ArrayList<>(tensors);
            more.add(new NamedTensor("lm_head.weight", new long[] {512, 64}, new float[512 * 64]));
            return more;
        });

        assertThat(digest(directory, TinyModel.LLAMA)).isEqualTo(digest(Fixtures.tinyLlama(), TinyModel.LLAMA));
    }

    @Test
    void shouldTakeAHeadOfItsOwnWhenItIsNotTied() throws IOException {
        // Given the embeddings once more as a head: untied, with the same numbers
        NamedTensor embedding = Safetensors.open(directory.resolve(WEIGHTS)).tensor("model.embed_tokens.weight");
        rewrite(tensors -> {
            List<NamedTensor> more = new ArrayList<>(tensors);
            more.add(new NamedTensor("lm_head.weight", embedding.shape(), embedding.values()));
            return more;
        });
        configure("tie_word_embeddings", "false");

        assertThat(digest(directory, TinyModel.LLAMA)).isEqualTo(digest(Fixtures.tinyLlama(), TinyModel.LLAMA));
    }

    @Test
    void shouldTellModelsApartByTheirFingerprint() throws IOException {
        String same = fingerprint(directory);
        configure("rms_norm_eps", "1e-4");
        String other = fingerprint(directory);

        assertThat(same).isEqualTo(TinyModel.LLAMA.model().fingerprint()).hasSize(64);
        assertThat(Fingerprint.ofModel(Fixtures.tinyLlama())).isEqualTo(same);
        assertThat(other).isNotEqualTo(same);
        assertThat(TinyModel.QWEN2.model().fingerprint()).isNotEqualTo(same);
    }

    // ---- directories that are no use

    @Test
    void shouldSayThatThereIsNoDirectory() throws IOException {
        assertUnusable(directory.resolve("absent"), "absent is not a directory; name one with config.json");
        assertUnusable(directory.resolve("config.json"), "config.json is not a directory");
    }

    @ParameterizedTest
    @CsvSource({
        "config.json,config.json is missing; a model directory in Hugging Face's layout has it",
        "tokenizer.json,tokenizer.json is missing; a model directory in Hugging Face's layout has it",
        "model.safetensors,has neither model.safetensors nor model.safetensors.index.json",
    })
    void shouldNameAFileThatIsMissing(String file, String message) throws IOException {
        Files.delete(directory.resolve(file));

        assertUnusable(directory, message);
    }

    @ParameterizedTest
    @CsvSource({
        "config.json,is not valid JSON; fetch it again",
        "tokenizer.json,cannot be used as a tokenizer; fetch it again",
        "generation_config.json,is not valid JSON; fetch it again",
        "model.safetensors,is not a usable safetensors file",
    })
    void shouldNameAFileThatIsBroken(String file, String message) throws IOException {
        byte[] content = Files.readAllBytes(directory.resolve(file));
        Files.write(directory.resolve(file), Arrays.copyOf(content, content.length / 2));

        assertUnusable(directory, file + " " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            model_type              | "mistral" | describes a model of type mistral; supported are [llama, qwen2, gemma2]
            model_type              | null      | describes a model of type of no type; supported are [llama, qwen2, gemma2]
            hidden_act              | "gelu"    | asks for the activation gelu; supported is silu
            use_sliding_window      | true      | asks for sliding window attention, which is not supported
            quantization_config     | {"bits":4} | describes quantised weights; take the model in fp32, fp16 or bf16
            hidden_size             | null      | has no usable hidden_size; it must be a positive whole number
            num_hidden_layers       | 0         | has no usable num_hidden_layers; it must be a positive whole number
            vocab_size              | "many"    | has no usable vocab_size; it must be a positive whole number
            num_key_value_heads     | 3         | num_attention_heads must be a multiple of num_key_value_heads
            head_dim                | 15        | is inconsistent
            """)
    void shouldSayWhatInItsConfigurationIsNotSupported(String field, String value, String message) throws IOException {
        configure(field, value);

        assertUnusable(directory, message);
    }

    @Test
    void shouldSayThatATensorIsMissing() throws IOException {
        rewrite(tensors -> tensors.stream()
                .filter(tensor -> !tensor.name().equals("model.layers.1.mlp.up_proj.weight"))
                .toList());

        assertUnusable(directory, "lack model.layers.1.mlp.up_proj.weight; they belong to another architecture");
    }

    @Test
    void shouldMissTheBiasesOfQwen2AndTheHeadOfAnUntiedModel() throws IOException {
        configure("tie_word_embeddings", "false");
        assertUnusable(directory, "lack lm_head.weight");

        configure("tie_word_embeddings", "true");
        configure("model_type", "\"qwen2\"");
        assertUnusable(directory, "lack model.layers.0.self_attn.q_proj.bias");

        configure("model_type", "\"llama\"");
        configure("mlp_bias", "true");
        assertUnusable(directory, "lack model.layers.0.mlp.gate_proj.bias");
    }

    @Test
    void shouldSayThatATensorHasAnotherShape() throws IOException {
        configure("intermediate_size", "96");

        assertUnusable(
                directory,
                "model.layers.0.mlp.gate_proj.weight",
                "has the shape [128, 64], config.json asks for [96, 64]");
    }

    @Test
    void shouldSayThatATensorHasNumbersOfAnotherKind() throws IOException {
        List<NamedTensor> tensors = Safetensors.open(directory.resolve(WEIGHTS)).tensors();
        StoredWeights.write(directory.resolve(WEIGHTS), tensors, "I8", 1, (bytes, value) -> bytes.put((byte) value));

        assertUnusable(directory, "is I8; supported are F32, F16 and BF16");
    }

    @Test
    void shouldNameAShardThatIsMissing() throws IOException {
        Files.delete(directory.resolve(WEIGHTS));
        Files.writeString(
                directory.resolve(INDEX),
                "{\"weight_map\": {\"model.norm.weight\": \"model-00001-of-00002.safetensors\"}}");

        assertUnusable(directory, "model-00001-of-00002.safetensors is missing");
    }

    @Test
    void shouldWantATokenThatEndsAnAnswer() throws IOException {
        configure("eos_token_id", "null");
        Files.writeString(directory.resolve("generation_config.json"), "{}");
        Files.writeString(directory.resolve("tokenizer_config.json"), "{}");

        assertUnusable(directory, "names no end-of-sequence token; add eos_token_id to its generation_config.json");
    }

    private static void assertUnusable(Path directory, String... parts) {
        assertThatThrownBy(() -> TorchLanguageModel.load(
                                directory, EngineOptions.exact().withThreads(1))
                        .close())
                .isInstanceOf(ModelException.class)
                .hasMessageContainingAll(parts)
                .hasMessageNotContaining("\n");
    }

    private void configure(String field, String json) throws IOException {
        Path file = directory.resolve("config.json");
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode config = (ObjectNode) mapper.readTree(file.toFile());
        config.set(field, mapper.readTree(json));
        mapper.writeValue(file.toFile(), config);
    }

    private void rewrite(UnaryOperator<List<NamedTensor>> change) throws IOException {
        Path file = directory.resolve(WEIGHTS);
        Safetensors.write(file, change.apply(Safetensors.open(file).tensors()), Map.of());
    }

    private static String digest(Path directory, TinyModel tiny) {
        try (TorchLanguageModel model =
                TorchLanguageModel.load(directory, EngineOptions.exact().withThreads(1))) {
            return DigestOfNumbers.of(model, tiny);
        }
    }

    private static String fingerprint(Path directory) {
        try (TorchLanguageModel model =
                TorchLanguageModel.load(directory, EngineOptions.exact().withThreads(1))) {
            return model.fingerprint();
        }
    }
}
