package dev.antibody.checkpoint;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;

/**
 * A {@link PeftDirectory} with a signature in {@code antibody_signature.json}, which PEFT and vLLM leave alone: whose
 * adapter it is, and for which model. Whoever reads it believes nothing that was not signed.
 */
public final class SignedDirectory {

    static final String SIGNATURE = "antibody_signature.json";

    private static final String DRAFT = ".antibody_signature";

    private SignedDirectory() {}

    /**
     * Writes an adapter and then its signature. A directory that was left between the two is refused by whoever reads it.
     *
     * @param model that the adapter is for
     * @param baseModel where PEFT finds it: a directory or a name on a hub
     * @throws CheckpointException if the directory cannot be written
     */
    public static void write(Path directory, Adapter adapter, LanguageModel model, String baseModel, Signer signer) {
        PeftDirectory.write(directory, adapter, baseModel);
        try {
            AdapterSignature signature = new AdapterSignature(
                            model.fingerprint(),
                            adapter.layout().config(),
                            CheckpointCodec.sha256(Files.readAllBytes(directory.resolve(PeftDirectory.WEIGHTS))),
                            CheckpointCodec.sha256(adapter),
                            "")
                    .signedBy(signer);
            // not createTempFile, whose files nobody else may read
            Path draft = directory.resolve(DRAFT + "." + UUID.randomUUID());
            Files.writeString(draft, signature.format());
            Files.move(draft, directory.resolve(SIGNATURE), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CheckpointException(
                    "the signature cannot be written to " + directory + " (" + e + "); choose a writable directory", e);
        }
    }

    /** Whether the directory has a signature, valid or not. */
    public static boolean isSigned(Path directory) {
        return Files.exists(directory.resolve(SIGNATURE));
    }

    /**
     * Checks the files of a directory; needs no model, and so says nothing of whether the adapter fits one.
     *
     * @throws CheckpointException if a file is missing, or is not what was signed with this key
     */
    public static void verify(Path directory, Verifier verifier) {
        AdapterSignature signature = signature(directory, verifier);
        Path weights = directory.resolve(PeftDirectory.WEIGHTS);
        Path config = directory.resolve(PeftDirectory.CONFIG);
        try {
            if (!CheckpointCodec.sha256(Files.readAllBytes(weights)).equals(signature.sha256())) {
                throw refused(directory, PeftDirectory.WEIGHTS + " is not the one that was signed");
            }
            if (!PeftConfig.parse(Files.readString(config), config.toString()).equals(signature.lora())) {
                throw refused(directory, PeftDirectory.CONFIG + " has another rank, alpha or targets than were signed");
            }
        } catch (IOException e) {
            throw new CheckpointException(directory + " cannot be read (" + e + ")", e);
        }
    }

    /**
     * Reads an adapter. What is compared with the signature is what is returned, so that files which change meanwhile
     * cannot deceive.
     *
     * @param model that the adapter must be for
     * @throws CheckpointException if the adapter was not signed with this key for this model, or a file is broken
     */
    public static Adapter read(Path directory, LanguageModel model, Verifier verifier) {
        AdapterSignature signature = signature(directory, verifier);
        if (!signature.model().equals(model.fingerprint())) {
            throw refused(
                    directory,
                    "it was signed for the model " + start(signature.model()) + ", and this one is "
                            + start(model.fingerprint()) + "; give --model the one that it was trained on");
        }
        Adapter adapter = PeftDirectory.read(directory, model);
        if (!adapter.layout().config().equals(signature.lora())
                || !CheckpointCodec.sha256(adapter).equals(signature.adapterSha256())) {
            throw refused(directory, "its adapter is not the one that was signed");
        }
        return adapter;
    }

    private static AdapterSignature signature(Path directory, Verifier verifier) {
        Path file = directory.resolve(SIGNATURE);
        if (!isSigned(directory)) {
            throw new CheckpointException(directory + " is not signed: there is no " + SIGNATURE + " in it");
        }
        try {
            AdapterSignature signature = AdapterSignature.parse(Files.readString(file), file.toString());
            if (!signature.isValid(verifier)) {
                throw refused(
                        directory,
                        "its signature is not by the key in use; was it changed, or is the key another (--keys)?");
            }
            return signature;
        } catch (IOException e) {
            throw new CheckpointException(file + " cannot be read (" + e + "); check its permissions", e);
        }
    }

    /** Enough of a fingerprint to tell one model from another. */
    private static String start(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }

    private static CheckpointException refused(Path directory, String why) {
        return new CheckpointException(directory + " is refused: " + why);
    }
}
