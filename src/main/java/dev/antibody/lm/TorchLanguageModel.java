package dev.antibody.lm;

import java.nio.file.Path;
import java.util.List;

/** A language model that PyTorch runs. */
public final class TorchLanguageModel implements LanguageModel {

    private TorchLanguageModel() {}

    /**
     * Loads a Hugging Face model directory with a thread per physical core.
     *
     * @throws ModelException if the directory cannot be used
     */
    public static TorchLanguageModel load(Path directory) {
        return load(directory, Math.max(1, Runtime.getRuntime().availableProcessors()));
    }

    /** Loads a Hugging Face model directory; the number of threads holds for the whole process. */
    public static TorchLanguageModel load(Path directory, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("at least one thread is needed, not " + threads);
        }
        return new TorchLanguageModel();
    }

    @Override
    public AdapterLayout layout(LoraConfig config) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Tokenizer tokenizer() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String fingerprint() {
        throw new UnsupportedOperationException();
    }

    @Override
    public float[][][] negativeLogLikelihoods(List<TokenTree> trees, Adapter adapter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ForwardPass forward(List<TokenTree> trees, Adapter adapter) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<int[]> generate(List<int[]> prompts, Adapter adapter, int maxNewTokens) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
