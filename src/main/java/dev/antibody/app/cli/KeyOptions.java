package dev.antibody.app.cli;

import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.checkpoint.Verifier;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whose signature checkpoints must have. */
public final class KeyOptions {

    @Option(
            names = "--keys",
            paramLabel = "DIR",
            description = "Folder with the public key (signing-key.pub.pem) of the node that trained."
                    + " Default: keys in the data directory.")
    private @Nullable Path keys;

    /** The key to check with. */
    public Verifier verifier(Path data) {
        Path folder = keys == null ? data.resolve("keys") : keys;
        return SigningKeys.verifier(folder.resolve(SigningKeys.PUBLIC_KEY_FILE));
    }
}
