package dev.antibody.lm;

import java.nio.file.Path;

/**
 * A model that can be loaded.
 *
 * @param directory Hugging Face model directory
 * @param options how it is to be run
 */
public record ModelSource(Path directory, EngineOptions options) {

    /**
     * Loads it.
     *
     * @throws ModelException if it cannot be used
     */
    public TorchLanguageModel load() {
        return TorchLanguageModel.load(directory, options);
    }
}
