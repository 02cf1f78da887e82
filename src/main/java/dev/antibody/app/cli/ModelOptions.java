package dev.antibody.app.cli;

import dev.antibody.checkpoint.PeftDirectory;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.BundledModel;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.lm.TorchLanguageModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which model a command works with. */
public final class ModelOptions {

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

    /** Loads it. */
    public LanguageModel load() {
        return TorchLanguageModel.load(directory());
    }

    /** How the model's prompts are rendered when nothing is said: the demo model knows its chat template only. */
    public PromptTemplate promptTemplate() {
        return model == null ? PromptTemplate.CHAT : PromptTemplate.ALPACA;
    }

    /** The adapter of a PEFT directory, or without one an adapter that changes nothing. */
    public static Adapter adapter(LanguageModel model, @Nullable Path directory) {
        if (directory != null) {
            return PeftDirectory.read(directory, model);
        }
        return Adapter.initial(model.layout(new LoraConfig(1, 1, List.of("q_proj"))), 0);
    }
}
