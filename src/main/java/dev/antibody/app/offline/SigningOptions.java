package dev.antibody.app.offline;

import dev.antibody.app.cli.KeyOptions;
import dev.antibody.checkpoint.Signer;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which key an adapter is signed with: that of the node which will use it. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SigningOptions {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the node whose key signs the adapter; a new key is made when it has none.",
            defaultValue = "antibody-data")
    private Path data;

    @Mixin
    private KeyOptions keys;

    Signer signer() {
        return keys.signingOrNew(data).signer();
    }
}
