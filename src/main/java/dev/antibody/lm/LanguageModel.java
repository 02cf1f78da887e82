package dev.antibody.lm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A causal language model with frozen weights and an exchangeable LoRA adapter. Implementations may be used by several
 * threads at once; every call takes the adapter that it works with.
 */
public interface LanguageModel extends AutoCloseable {

    /** Layout of an adapter for this model. */
    AdapterLayout layout(LoraConfig config);

    /** Text to tokens and back. */
    Tokenizer tokenizer();

    /** SHA-256 in hex over configuration, tokenizer and weights: what a checkpoint is bound to. */
    String fingerprint();

    /** The format of the weights and of what is computed with them, which decides the bits of every result. */
    NumberFormat format();

    /** Reads trees without a gradient: one reading each, in their order. */
    List<Reading> read(List<TokenTree> trees, Adapter adapter);

    /**
     * Scores without a gradient.
     *
     * @return negative log-likelihoods in nats: {@code [tree][continuation][token]}
     */
    default float[][][] negativeLogLikelihoods(List<TokenTree> trees, Adapter adapter) {
        return read(trees, adapter).stream()
                .map(Reading::negativeLogLikelihoods)
                .toArray(float[][][]::new);
    }

    /** Runs forward and keeps what {@link ForwardPass#gradient} needs, for the first continuation of each tree. */
    ForwardPass forward(List<TokenTree> trees, Adapter adapter);

    /** The same with hooks on the hidden states. */
    HookedPass forward(List<TokenTree> trees, Adapter adapter, Hooks hooks);

    /**
     * Continues each prompt until end-of-sequence.
     *
     * @param prompts token ids, one prompt each
     * @param maxNewTokens bound on the tokens generated per prompt
     * @param sampling how tokens are drawn; null takes the likeliest each time
     * @return generated token ids without the end-of-sequence token, in the order of the prompts
     */
    List<int[]> generate(List<int[]> prompts, Adapter adapter, int maxNewTokens, @Nullable Sampling sampling);

    /** Continues each prompt greedily: the likeliest token each time. */
    default List<int[]> generate(List<int[]> prompts, Adapter adapter, int maxNewTokens) {
        return generate(prompts, adapter, maxNewTokens, null);
    }

    @Override
    void close();
}
