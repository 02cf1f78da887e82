package dev.antibody.app.bench;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.AdapterLayout;
import dev.antibody.lm.ForwardPass;
import dev.antibody.lm.HookedPass;
import dev.antibody.lm.Hooks;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.NumberFormat;
import dev.antibody.lm.Reading;
import dev.antibody.lm.Sampling;
import dev.antibody.lm.TokenTree;
import dev.antibody.lm.Tokenizer;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A model that adds up how long its passes take. It does not close what it measures. */
final class TimedModel implements LanguageModel {

    private final LanguageModel model;
    private long forwardNanos;
    private long backwardNanos;

    TimedModel(LanguageModel model) {
        this.model = model;
    }

    double forwardSeconds() {
        return forwardNanos / 1e9;
    }

    double backwardSeconds() {
        return backwardNanos / 1e9;
    }

    @Override
    public List<Reading> read(List<TokenTree> trees, Adapter adapter) {
        return forwards(() -> model.read(trees, adapter));
    }

    @Override
    public ForwardPass forward(List<TokenTree> trees, Adapter adapter) {
        ForwardPass pass = forwards(() -> model.forward(trees, adapter));
        return new ForwardPass() {
            @Override
            public float[][][] negativeLogLikelihoods() {
                return pass.negativeLogLikelihoods();
            }

            @Override
            public float[] gradient(float[][] coefficients) {
                long started = System.nanoTime();
                float[] gradient = pass.gradient(coefficients);
                backwardNanos += System.nanoTime() - started;
                return gradient;
            }

            @Override
            public void close() {
                pass.close();
            }
        };
    }

    @Override
    public HookedPass forward(List<TokenTree> trees, Adapter adapter, Hooks hooks) {
        return model.forward(trees, adapter, hooks); // no step that is measured asks for it
    }

    private <T> T forwards(Supplier<T> work) {
        long started = System.nanoTime();
        T result = work.get();
        forwardNanos += System.nanoTime() - started;
        return result;
    }

    @Override
    public AdapterLayout layout(LoraConfig config) {
        return model.layout(config);
    }

    @Override
    public Tokenizer tokenizer() {
        return model.tokenizer();
    }

    @Override
    public String fingerprint() {
        return model.fingerprint();
    }

    @Override
    public NumberFormat format() {
        return model.format();
    }

    @Override
    public List<int[]> generate(List<int[]> prompts, Adapter adapter, int maxNewTokens, @Nullable Sampling sampling) {
        return model.generate(prompts, adapter, maxNewTokens, sampling);
    }

    @Override
    public void close() {
        // the model is the caller's
    }
}
