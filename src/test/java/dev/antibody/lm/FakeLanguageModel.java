package dev.antibody.lm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A model whose numbers a person can work out, for tests of what stands around a model. Tokens are characters, a prompt
 * in its chat template stands between angle brackets, and a token's negative log-likelihood is its code divided by 100,
 * plus the adapter's last value, which is 0 in a new adapter. The prompt has no part in it. The state has one coordinate,
 * the mean code of the first continuation's tokens divided by 100.
 */
public final class FakeLanguageModel implements LanguageModel {

    /** What a refused tree is refused with. */
    public static final class RefusedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        RefusedException(String text) {
            super("cannot read " + text);
        }
    }

    /**
     * One call.
     *
     * @param prompts texts of the trees' prompts
     * @param shift the adapter's last value
     */
    public record Pass(List<String> prompts, float shift) {}

    private final List<Pass> passes = Collections.synchronizedList(new ArrayList<>());
    private volatile Predicate<String> refused = prompt -> false;
    private volatile Predicate<String> infinite = prompt -> false;

    /** Fails on each batch that holds such a prompt (with its template). */
    public void refuse(Predicate<String> prompts) {
        refused = prompts;
    }

    /** Gives infinity for each such prompt (with its template). */
    public void giveInfinityFor(Predicate<String> prompts) {
        infinite = prompts;
    }

    /** The calls so far. */
    public List<Pass> passes() {
        return List.copyOf(passes);
    }

    /** An adapter that adds this to every negative log-likelihood. */
    public Adapter shift(LoraConfig config, float shift) {
        return new Adapter(layout(config), new float[] {0, shift});
    }

    @Override
    public AdapterLayout layout(LoraConfig config) {
        return new AdapterLayout(
                config,
                List.of(
                        new AdapterLayout.Tensor("fake.lora_A.weight", 1, 1, 0),
                        new AdapterLayout.Tensor("fake.lora_B.weight", 1, 1, 1)));
    }

    @Override
    public Tokenizer tokenizer() {
        return new Characters();
    }

    @Override
    public String fingerprint() {
        return "fake";
    }

    @Override
    public NumberFormat format() {
        return NumberFormat.FP32;
    }

    @Override
    public List<Reading> read(List<TokenTree> trees, Adapter adapter) {
        float shift = adapter.values()[1];
        List<String> prompts =
                trees.stream().map(tree -> tokenizer().decode(tree.prompt())).toList();
        passes.add(new Pass(prompts, shift));
        prompts.stream().filter(refused).findFirst().ifPresent(prompt -> {
            throw new RefusedException(prompt);
        });
        List<Reading> readings = new ArrayList<>(trees.size());
        for (int i = 0; i < trees.size(); i++) {
            float scale = infinite.test(prompts.get(i)) ? Float.POSITIVE_INFINITY : 1;
            float[][] likelihoods = trees.get(i).continuations().stream()
                    .map(continuation -> likelihoods(continuation, shift, scale))
                    .toArray(float[][]::new);
            readings.add(new Reading(likelihoods, new float[] {state(trees.get(i))}));
        }
        return readings;
    }

    private static float state(TokenTree tree) {
        return (float) Arrays.stream(tree.continuations().get(0)).average().orElse(0) / 100;
    }

    private static float[] likelihoods(int[] tokens, float shift, float scale) {
        float[] likelihoods = new float[tokens.length];
        for (int i = 0; i < tokens.length; i++) {
            likelihoods[i] = (tokens[i] / 100f + shift) * scale;
        }
        return likelihoods;
    }

    @Override
    public HookedPass forward(List<TokenTree> trees, Adapter adapter, Hooks hooks) {
        throw new UnsupportedOperationException("this one only scores");
    }

    @Override
    public ForwardPass forward(List<TokenTree> trees, Adapter adapter) {
        throw new UnsupportedOperationException("this one only scores");
    }

    @Override
    public List<int[]> generate(List<int[]> prompts, Adapter adapter, int maxNewTokens, @Nullable Sampling sampling) {
        throw new UnsupportedOperationException("this one only scores");
    }

    @Override
    public void close() {}

    /** Text as its characters. */
    private static final class Characters implements Tokenizer {

        private static final int END = 100;

        @Override
        public int[] encode(String text, boolean specialTokens) {
            return text.chars().toArray();
        }

        @Override
        public String decode(int[] ids) {
            StringBuilder text = new StringBuilder();
            for (int id : ids) {
                text.append((char) id);
            }
            return text.toString();
        }

        @Override
        public int endOfSequence() {
            return END;
        }

        @Override
        public String chat(String message) {
            return "<" + message + ">";
        }
    }
}
