package dev.antibody.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Continues a batch of prompts, each step taking the likeliest token; keys and values of earlier tokens are kept. */
final class GreedyGeneration {

    private final TorchModule module;
    private final int vocabulary;
    private final TokenizerFiles tokenizer;

    GreedyGeneration(TorchModule module, int vocabulary, TokenizerFiles tokenizer) {
        this.module = module;
        this.vocabulary = vocabulary;
        this.tokenizer = tokenizer;
    }

    /** Generated tokens per prompt, without the one that ends it. */
    List<int[]> run(List<int[]> prompts, Adapter adapter, int maxNewTokens) {
        Batch batch = new Batch(prompts.size(), maxNewTokens);
        try (NDManager pass = module.newPass()) {
            AdapterTensors tensors = new AdapterTensors(pass, adapter, false);
            NDManager step = pass.newSubManager();
            List<NDArray> inputs = PassInputs.of(step, PackedTrees.continued(prompts, vocabulary));
            NDList state = module.call(step, "begin", inputs, tensors, false);
            for (int generated = 1; batch.accept(state.get(0).toLongArray()) && generated < maxNewTokens; generated++) {
                NDManager next = pass.newSubManager();
                state = module.call(next, "proceed", proceedInputs(next, state, prompts, generated), tensors, false);
                step.close(); // the state of the step before is in the new one
                step = next;
            }
        }
        return batch.answers();
    }

    private static List<NDArray> proceedInputs(NDManager next, NDList state, List<int[]> prompts, int generated) {
        long[] positions = prompts.stream()
                .mapToLong(prompt -> prompt.length + generated - 1)
                .toArray();
        List<NDArray> inputs = new ArrayList<>();
        inputs.add(next.create(state.get(0).toLongArray(), new Shape(prompts.size())));
        inputs.add(next.create(positions, new Shape(prompts.size())));
        for (NDArray part : state.subNDList(1)) {
            part.setName("state[]"); // all of that name form one list
            inputs.add(part);
        }
        return inputs;
    }

    /** Answers that are growing; a finished one goes along, unread, until the last is finished. */
    private final class Batch {
        private final int[][] tokens;
        private final int[] lengths;
        private final boolean[] finished;

        Batch(int size, int maxNewTokens) {
            tokens = new int[size][maxNewTokens];
            lengths = new int[size];
            finished = new boolean[size];
        }

        /** Appends a token to each answer and says whether any is still unfinished. */
        boolean accept(long[] next) {
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

        List<int[]> answers() {
            return IntStream.range(0, tokens.length)
                    .mapToObj(i -> Arrays.copyOf(tokens[i], lengths[i]))
                    .toList();
        }
    }
}
