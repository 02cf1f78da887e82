package dev.antibody.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {

    private static final byte[] CONTENT = "content of a checkpoint".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path directory;

    @Test
    void shouldVerifyWhatWasSignedAndNothingElse() {
        SigningKeys keys = SigningKeys.loadOrCreate(directory);
        byte[] signature = keys.signer().sign(CONTENT);

        assertThat(signature).hasSize(64).isEqualTo(keys.signer().sign(CONTENT));
        assertThat(keys.verifier().verify(CONTENT, signature)).isTrue();
        for (int i = 0; i < CONTENT.length; i++) {
            byte[] tampered = CONTENT.clone();
            tampered[i] ^= 1;
            assertThat(keys.verifier().verify(tampered, signature)).isFalse();
        }
        for (int i = 0; i < signature.length; i++) {
            byte[] tampered = signature.clone();
            tampered[i] ^= 1;
            assertThat(keys.verifier().verify(CONTENT, tampered)).isFalse();
        }
        assertThat(keys.verifier().verify(CONTENT, new byte[3])).isFalse();
    }

    @Test
    void shouldKeepThePair() {
        byte[] signature = SigningKeys.loadOrCreate(directory).signer().sign(CONTENT);

        SigningKeys again = SigningKeys.loadOrCreate(directory);
        Verifier alone = SigningKeys.verifier(directory.resolve(SigningKeys.PUBLIC_KEY_FILE));

        assertThat(again.signer().sign(CONTENT)).isEqualTo(signature);
        assertThat(alone.verify(CONTENT, signature)).isTrue();
    }

    @Test
    void shouldMakeOnePairForAllThatBeginAtTheSameMoment() {
        List<byte[]> signatures = IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> SigningKeys.loadOrCreate(directory).signer().sign(CONTENT))
                .toList();

        assertThat(signatures).allSatisfy(signature -> assertThat(signature).isEqualTo(signatures.get(0)));
    }

    @Test
    void shouldNotVerifyWithAnothersKey() {
        SigningKeys keys = SigningKeys.loadOrCreate(directory.resolve("one"));
        SigningKeys others = SigningKeys.loadOrCreate(directory.resolve("other"));

        assertThat(others.verifier().verify(CONTENT, keys.signer().sign(CONTENT)))
                .isFalse();
    }

    @Test
    void shouldLetTheOwnerAloneReadThePrivateKey() throws IOException {
        SigningKeys.loadOrCreate(directory);

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory.resolve(SigningKeys.PRIVATE_KEY_FILE))))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldNotTakeTwoHalvesOfDifferentPairs() throws IOException {
        SigningKeys.loadOrCreate(directory.resolve("one"));
        SigningKeys.loadOrCreate(directory.resolve("other"));
        Files.copy(
                directory.resolve("one").resolve(SigningKeys.PUBLIC_KEY_FILE),
                directory.resolve("other").resolve(SigningKeys.PUBLIC_KEY_FILE),
                StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> SigningKeys.loadOrCreate(directory.resolve("other")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("do not belong together; restore the right one from a backup");
    }

    @Test
    void shouldNotReplaceAHalfThatIsLost() throws IOException {
        SigningKeys.loadOrCreate(directory);
        Files.delete(directory.resolve(SigningKeys.PRIVATE_KEY_FILE));

        assertThatThrownBy(() -> SigningKeys.loadOrCreate(directory))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(SigningKeys.PRIVATE_KEY_FILE + " cannot be read");
        assertThat(directory.resolve(SigningKeys.PRIVATE_KEY_FILE)).doesNotExist();
    }

    @Test
    void shouldSayThatAFileIsNoKey() throws IOException {
        Path file = directory.resolve("key.pem");
        Files.writeString(file, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
        assertThatThrownBy(() -> SigningKeys.verifier(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(file + " is not an Ed25519 public key");

        Files.writeString(file, "something else");
        assertThatThrownBy(() -> SigningKeys.verifier(file))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(file + " is not a public key in PEM");
    }
}
