package dev.antibody.lm;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A batch of answers that grow token by token; keys and values of earlier tokens are kept. A finished answer goes along,
 * unread, until the last is finished.
 */
final class Continuations {

    private final TorchModule module;
    private final TokenizerFiles tokenizer;
    private final @Nullable Sampling sampling;
    private final List<int[]> prompts;
    private final SplittableRandom[] random;
    private final int[][] tokens;
    private final int[] lengths;
    private final boolean[] finished;

    /** @param numbers what tells the prompts' draws apart */
    Continuations(
            TorchModule module,
            TokenizerFiles tokenizer,
            List<int[]> prompts,
            List<Integer> numbers,
            int maxNewTokens,
            @Nullable Sampling sampling) {
        this.module = module;
        this.tokenizer = tokenizer;
        this.sampling = sampling;
        this.prompts = prompts;
        long seed = sampling == null ? 0 : sampling.seed();
        random = numbers.stream()
                .map(number -> new SplittableRandom(seed * 0x9E3779B97F4A7C15L + number))
                .toArray(SplittableRandom[]::new);
        tokens = new int[prompts.size()][maxNewTokens];
        lengths = new int[prompts.size()];
        finished = new boolean[prompts.size()];
    }

    /** Generated tokens per prompt, without the one that ends it. Takes over the arguments. */
    List<int[]> grow(PassArguments arguments) {
        int room = tokens[0].length;
        int columns = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
        try (arguments;
                IValue begun = module.call(
                        "begin",
                        arguments.trees(),
                        arguments.prefix(),
                        arguments.blocks(),
                        arguments.ends(),
                        module.weights(),
                        arguments.adapter(),
                        arguments.plan(),
                        arguments.scale(),
                        arguments.own(IValue.from((long) room)),
                        arguments.array(draws()),
                        arguments.own(IValue.from(temperature())),
                        arguments.own(IValue.from(topP())))) {
            IValue[] parts = begun.toIValueTuple();
            IValue factors = arguments.own(parts[1]);
            IValue state = arguments.own(parts[2]);
            long[] next = module.longs(parts[0]);
            for (int generated = 1; accept(next) && generated < room; generated++) {
                next = proceed(next, generated, columns + generated - 1, factors, state);
            }
        }
        return IntStream.range(0, tokens.length)
                .mapToObj(i -> Arrays.copyOf(tokens[i], lengths[i]))
                .toList();
    }

    private long[] proceed(long[] last, int generated, int column, IValue factors, IValue state) {
        long[] positions = prompts.stream()
                .mapToLong(prompt -> prompt.length + generated - 1)
                .toArray();
        try (NDManager step = module.newPass();
                IValue read = IValue.from((PtNDArray) step.create(last, new Shape(last.length)));
                IValue at = IValue.from((PtNDArray) step.create(positions, new Shape(last.length)));
                IValue place = IValue.from((long) column);
                IValue draws = IValue.from((PtNDArray) step.create(draws()));
                IValue temperature = IValue.from(temperature());
                IValue topP = IValue.from(topP())) {
            return module.longs(module.call(
                    "proceed", read, at, place, module.weights(), factors, state, draws, temperature, topP));
        }
    }

    /** Appends a token to each answer and says whether any is still unfinished. */
    private boolean accept(long[] next) {
        boolean open = false;
        for (int i = 0; i < next.length; i++) {
            finished[i] |= tokenizer.stops(next[i]);
            if (!finished[i]) {
                tokens[i][lengths[i]++] = (int) next[i];
                open = true;
            }
        }
        return open;
    }

    /** A number from [0, 1) for each prompt; none when the likeliest token is taken. */
    private float[] draws() {
        if (sampling == null) {
            return new float[0];
        }
        float[] draws = new float[random.length];
        for (int i = 0; i < draws.length; i++) {
            draws[i] = random[i].nextInt(1 << 24) / (float) (1 << 24);
        }
        return draws;
    }

    private double temperature() {
        return sampling == null ? 1 : sampling.temperature();
    }

    private double topP() {
        return sampling == null ? 1 : sampling.topP();
    }
}
