package dev.antibody.app.cli;

import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.checkpoint.Verifier;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose signature checkpoints and adapters get, or must have. */
public final class KeyOptions {

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "Folder with the key of the node that trains: signing-key.pub.pem to check a signature,"
                    + " signing-key.pem as well to make one. Default: keys in the data directory.")
    private @Nullable Path keys;

    /** The key to check with. */
    public Verifier verifier(Path data) {
        return SigningKeys.verifier(folder(data).resolve(SigningKeys.PUBLIC_KEY_FILE));
    }

    /**
     * The key to sign with, which must be there.
     *
     * @throws UsageException if it is not
     */
    public SigningKeys signing(Path data) {
        Path key = folder(data).resolve(SigningKeys.PRIVATE_KEY_FILE);
        if (!Files.exists(key)) {
            throw new UsageException("there is no key " + key
                    + " to sign with; do this where the node that trains has its keys, or name them with --keys");
        }
        return SigningKeys.loadOrCreate(folder(data));
    }

    /** The key to sign with, made when there is none. */
    public SigningKeys signingOrNew(Path data) {
        return SigningKeys.loadOrCreate(folder(data));
    }

    private Path folder(Path data) {
        return keys == null ? data.resolve("keys") : keys;
    }
}
