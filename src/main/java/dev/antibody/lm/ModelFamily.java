package dev.antibody.lm;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Architectures that the decoder computes; the names are Hugging Face's model_type. */
enum ModelFamily {

    /** Llama 2 and 3, and what calls itself so, such as SmolLM2. */
    LLAMA,

    /** With biases on queries, keys and values. */
    QWEN2,

    /**
     * With a norm in front of and behind attention and MLP, each times one plus its weight, capped scores and logits, a
     * window in every other layer, and scaled embeddings.
     */
    GEMMA2;

    static @Nullable ModelFamily named(String modelType) {
        return Arrays.stream(values())
                .filter(family -> family.modelType().equals(modelType))
                .findFirst()
                .orElse(null);
    }

    static List<String> modelTypes() {
        return Arrays.stream(values()).map(ModelFamily::modelType).toList();
    }

    /** The activation inside the MLP, as config.json names it. */
    String activation() {
        return this == GEMMA2 ? "gelu_pytorch_tanh" : "silu";
    }

    /** What is added to a norm's weight. */
    float normShift() {
        return this == GEMMA2 ? 1 : 0;
    }

    private String modelType() {
        return name().toLowerCase(Locale.ROOT);
    }
}
