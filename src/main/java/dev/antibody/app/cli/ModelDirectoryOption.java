package dev.antibody.app.cli;

import dev.antibody.lm.BundledModel;
import dev.antibody.lm.PromptTemplate;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model a command is about. */
public final class ModelDirectoryOption {

    @Option(
            names = "--model",
            paramLabel = "DIR",
            description = "Hugging Face model directory (config.json, tokenizer.json, *.safetensors)."
                    + " Default: the demo model that comes with Antibody.")
    private @Nullable Path model;

    /** The model's directory; the demo model is unpacked into the user's cache when it is needed first. */
    public Path directory() {
        if (model == null) {
            return BundledModel.directory();
        }
        if (!Files.isDirectory(model)) {
            throw new UsageException(model + " is no directory; give --model a Hugging Face model directory");
        }
        return model;
    }

    /** Whether it is the demo model, because no other is named. */
    boolean isBundled() {
        return model == null;
    }

    /** How the model's prompts are rendered when nothing is said: the demo model knows its chat template only. */
    PromptTemplate promptTemplate() {
        return model == null ? PromptTemplate.CHAT : PromptTemplate.ALPACA;
    }
}
