package dev.antibody.app.stream;

import dev.antibody.app.cli.UsageException;
import dev.antibody.checkpoint.PeftDirectory;
import dev.antibody.checkpoint.SignedDirectory;
import dev.antibody.checkpoint.Verifier;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The adapter that a job is given to start from. */
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class StartingAdapter {

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            required = true,
            description = "Adapter that the job starts from and that its gate goes by: a directory that 'align' has"
                    + " signed, for the model that --model names. LoRA's settings come from it."
                    + " Default: a new one that changes nothing at first.")
    private Path directory;

    @Option(
            names = "--unsigned-adapter",
            description =
                    "Take an adapter that nobody has signed, such as one that PEFT wrote; --keys then vouches for it.")
    private boolean unsigned;

    /**
     * Finds out what can be known without a model.
     *
     * @throws UsageException if the directory cannot be taken
     */
    void check() {
        if (!Files.isDirectory(directory)) {
            throw new UsageException(directory + " is no directory; give --adapter one that 'align' has written");
        }
        if (!unsigned && !SignedDirectory.isSigned(directory)) {
            throw new UsageException(directory + " is not signed; give one that 'align' has written, or say"
                    + " --unsigned-adapter if you know where it comes from");
        }
    }

    /** Reads it; what has a signature must have the right one, whatever was said. */
    Adapter read(LanguageModel model, Verifier verifier) {
        return SignedDirectory.isSigned(directory)
                ? SignedDirectory.read(directory, model, verifier)
                : PeftDirectory.read(directory, model);
    }
}
