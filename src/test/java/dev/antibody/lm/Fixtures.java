package dev.antibody.lm;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The tiny models of src/test/resources/fixtures. A loaded one is shared by all tests of the JVM, which must not close
 * it; a model is safe to share because it holds nothing that a call changes.
 */
public final class Fixtures {

    private Fixtures() {}

    /** Loaded when somebody asks first, and never closed. */
    private static final class Llama {
        static final TorchLanguageModel MODEL = TorchLanguageModel.load(tinyLlama(), 1);
    }

    private static final class Qwen2 {
        static final TorchLanguageModel MODEL = TorchLanguageModel.load(tinyQwen2(), 1);
    }

    /** Directory of a Llama model with random weights: tied head, no biases. */
    public static Path tinyLlama() {
        return directory("tiny-llama");
    }

    /** Directory of a Qwen2 model with random weights: a head of its own, biases. */
    public static Path tinyQwen2() {
        return directory("tiny-qwen2");
    }

    /** The model of {@link #tinyLlama()}, shared. */
    public static TorchLanguageModel llama() {
        return Llama.MODEL;
    }

    /** The model of {@link #tinyQwen2()}, shared. */
    public static TorchLanguageModel qwen2() {
        return Qwen2.MODEL;
    }

    private static Path directory(String name) {
        URL resource = Objects.requireNonNull(Fixtures.class.getResource("/fixtures/" + name), name);
        try {
            return Path.of(resource.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
