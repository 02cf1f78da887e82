package dev.antibody.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.event.avro.CheckpointManifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestSignatureTest {

    /** Where the blob lies may change without a new signature; what it holds is signed by its hash. */
    private static final Set<String> NOT_SIGNED = Set.of("signature", "chunks", "blobPartition", "blobOffset");

    @TempDir
    private Path directory;

    private SigningKeys keys;
    private CheckpointManifest signed;

    @BeforeEach
    void sign() {
        keys = SigningKeys.loadOrCreate(directory);
        CheckpointManifest manifest = CheckpointManifest.newBuilder()
                .setJob("sums")
                .setVersion(3)
                .setStep(6)
                .setEpoch(1)
                .setPartition(2)
                .setFirstOffset(10)
                .setNextOffset(20)
                .setEndOffset(30L)
                .setResumeOffset(15)
                .setFinished(false)
                .setChunks(1)
                .setBlobPartition(0)
                .setBlobOffset(7)
                .setBytes(100)
                .setSha256("aa")
                .setSignature("")
                .setFingerprint("model=abc")
                .setAdapterSha256("bb")
                .setLoss(1.5)
                .setSamplesTrained(18)
                .setSamplesQuarantined(2)
                .build();
        signed = CheckpointManifest.newBuilder(manifest)
                .setSignature(ManifestSignature.sign(manifest, keys.signer()))
                .build();
    }

    @Test
    void shouldBelieveWhatIsSigned() {
        assertThat(ManifestSignature.isValid(signed, keys.verifier())).isTrue();
    }

    @Test
    void shouldNotBelieveAManifestOfWhichAnyFieldWasChanged() {
        List<Schema.Field> fields = CheckpointManifest.getClassSchema().getFields();
        for (Schema.Field field : fields) {
            CheckpointManifest changed = CheckpointManifest.newBuilder(signed).build();
            changed.put(field.pos(), other(changed.get(field.pos())));

            assertThat(ManifestSignature.isValid(changed, keys.verifier()))
                    .as("after a change of %s", field.name())
                    .isEqualTo(
                            NOT_SIGNED.contains(field.name()) && !field.name().equals("signature"));
        }
    }

    @Test
    void shouldTellNoEndFromTheEndAtZero() {
        CheckpointManifest none =
                CheckpointManifest.newBuilder(signed).setEndOffset(null).build();
        String signature = ManifestSignature.sign(none, keys.signer());

        assertThat(ManifestSignature.isValid(
                        CheckpointManifest.newBuilder(none)
                                .setEndOffset(0L)
                                .setSignature(signature)
                                .build(),
                        keys.verifier()))
                .isFalse();
    }

    @Test
    void shouldNotBelieveAnotherKey() {
        SigningKeys others = SigningKeys.loadOrCreate(directory.resolve("others"));

        assertThat(ManifestSignature.isValid(signed, others.verifier())).isFalse();
    }

    @Test
    void shouldNotBelieveWhatIsNoSignature() {
        for (String signature : List.of("", "no Base64!", "AAAA")) {
            CheckpointManifest changed = CheckpointManifest.newBuilder(signed)
                    .setSignature(signature)
                    .build();

            assertThat(ManifestSignature.isValid(changed, keys.verifier())).isFalse();
        }
    }

    private static Object other(Object value) {
        if (value instanceof String text) {
            return text + "0";
        }
        if (value instanceof Long number) {
            return number + 1;
        }
        if (value instanceof Integer number) {
            return number + 1;
        }
        if (value instanceof Double number) {
            return number + 1;
        }
        return !((Boolean) value);
    }
}
