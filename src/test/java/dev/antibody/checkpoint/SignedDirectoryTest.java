package dev.antibody.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedDirectoryTest {

    private static final TinyModel TINY = TinyModel.LLAMA;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path parent;

    private Path directory;
    private Path signature;
    private SigningKeys keys;

    @BeforeEach
    void write() {
        directory = parent.resolve("adapter");
        signature = directory.resolve("antibody_signature.json");
        keys = SigningKeys.loadOrCreate(parent.resolve("keys"));
        SignedDirectory.write(directory, TINY.adapter(), TINY.model(), "base", keys.signer());
    }

    @Test
    void shouldReadBackWhatItSigned() throws IOException {
        Adapter adapter = SignedDirectory.read(directory, TINY.model(), keys.verifier());

        assertThat(adapter.values()).isEqualTo(TINY.adapter().values());
        assertThat(adapter.layout()).isEqualTo(TINY.adapter().layout());
        assertThat(SignedDirectory.isSigned(directory)).isTrue();
        assertThatCode(() -> SignedDirectory.verify(directory, keys.verifier())).doesNotThrowAnyException();
        try (var files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "adapter_config.json", "adapter_model.safetensors", "antibody_signature.json");
        }
    }

    @Test
    void shouldGiveTheSameBytesForTheSameAdapter() throws IOException {
        SignedDirectory.write(parent.resolve("again"), TINY.adapter(), TINY.model(), "elsewhere", keys.signer());

        assertThat(parent.resolve("again").resolve("antibody_signature.json")).hasSameBinaryContentAs(signature);
    }

    @Test
    void shouldNotBelieveASignatureOfWhichAnyFieldWasChanged() throws IOException {
        JsonNode signed = JSON.readTree(signature.toFile());
        List<String> fields = new ArrayList<>();
        signed.fieldNames().forEachRemaining(fields::add);
        assertThat(fields).hasSize(8);
        for (String field : fields) {
            ObjectNode changed = signed.deepCopy();
            change(changed, field);
            JSON.writeValue(signature.toFile(), changed);

            assertThatThrownBy(() -> SignedDirectory.verify(directory, keys.verifier()))
                    .as("after a change of %s", field)
                    .isInstanceOf(CheckpointException.class);
            assertThatThrownBy(() -> SignedDirectory.read(directory, TINY.model(), keys.verifier()))
                    .as("after a change of %s", field)
                    .isInstanceOf(CheckpointException.class);
        }
    }

    @Test
    void shouldRefuseAnotherKey() {
        SigningKeys others = SigningKeys.loadOrCreate(parent.resolve("others"));

        assertRefused(others.verifier(), "its signature is not by the key in use");
    }

    @Test
    void shouldRefuseWeightsThatWereChanged() throws IOException {
        Path weights = directory.resolve(PeftDirectory.WEIGHTS);
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 2] ^= 1;
        Files.write(weights, bytes);

        assertThatThrownBy(() -> SignedDirectory.verify(directory, keys.verifier()))
                .hasMessage(directory + " is refused: adapter_model.safetensors is not the one that was signed");
        assertThatThrownBy(() -> SignedDirectory.read(directory, TINY.model(), keys.verifier()))
                .hasMessage(directory + " is refused: its adapter is not the one that was signed");
    }

    @Test
    void shouldRefuseAnotherScaleAndAllowAnotherPlaceOfTheBaseModel() throws IOException {
        Path config = directory.resolve(PeftDirectory.CONFIG);
        ObjectNode json = (ObjectNode) JSON.readTree(config.toFile());
        JSON.writeValue(config.toFile(), json.put("base_model_name_or_path", "elsewhere"));
        SignedDirectory.verify(directory, keys.verifier());
        assertThat(SignedDirectory.read(directory, TINY.model(), keys.verifier())
                        .values())
                .isEqualTo(TINY.adapter().values());

        JSON.writeValue(
                config.toFile(), json.put("lora_alpha", json.path("lora_alpha").asInt() + 1));

        assertRefused(keys.verifier(), "is refused: ");
    }

    @Test
    void shouldRefuseTheAdapterOfAnotherModel() {
        assertThatThrownBy(() -> SignedDirectory.read(directory, TinyModel.QWEN2.model(), keys.verifier()))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(String.format(
                        Locale.ROOT,
                        "%s is refused: it was signed for the model %.12s, and this one is %.12s; give --model the one"
                                + " that it was trained on",
                        directory,
                        TINY.model().fingerprint(),
                        TinyModel.QWEN2.model().fingerprint()));
    }

    @Test
    void shouldSayThatNobodySigned() throws IOException {
        Files.delete(signature);

        assertThat(SignedDirectory.isSigned(directory)).isFalse();
        assertRefused(keys.verifier(), "is not signed: there is no antibody_signature.json in it");
    }

    private void assertRefused(Verifier verifier, String message) {
        assertThatThrownBy(() -> SignedDirectory.verify(directory, verifier))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
        assertThatThrownBy(() -> SignedDirectory.read(directory, TINY.model(), verifier))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(message);
    }

    private static void change(ObjectNode json, String field) {
        JsonNode value = json.path(field);
        if (value.isNumber()) {
            json.put(field, value.intValue() + 1);
        } else if (value instanceof ArrayNode targets) {
            targets.remove(0);
        } else {
            json.put(field, "0" + value.asText());
        }
    }
}
