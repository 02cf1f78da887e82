package dev.antibody.alignment;

import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.BatchOrder;
import java.util.List;
import java.util.function.Consumer;

/**
 * A run of alignment, offline. Safe and harmful batches are drawn independently of each other, as published, so their
 * prompts do not match.
 */
public final class AlignmentRunner {

    /** Tells the two draws apart. */
    private static final long HARMFUL = 0x9E3779B97F4A7C15L;

    private final AlignmentStepRunner runner;
    private final AlignmentData data;
    private final BatchOrder safe;
    private final BatchOrder harmful;

    /**
     * @param batch safe samples of a step, and as many harmful ones, at least 1
     * @param seed of the order of the samples
     */
    public AlignmentRunner(LanguageModel model, AlignmentSettings settings, AlignmentData data, int batch, long seed) {
        this.runner = new AlignmentStepRunner(model, settings);
        this.data = data;
        this.safe = new BatchOrder(data.safe().size(), batch, seed);
        this.harmful = new BatchOrder(data.harmful().size(), batch, seed ^ HARMFUL);
    }

    /**
     * Goes on from a state until so many steps are done in all.
     *
     * @param told of each step, skipped ones included, when it is done
     * @return the state after the last step; the one given when they are done already
     */
    public AlignmentState run(AlignmentState start, long steps, Consumer<AlignmentStep> told) {
        AlignmentState state = start;
        while (state.training().step() < steps) {
            long number = state.training().step();
            AlignmentStep step =
                    runner.step(state, take(data.safe(), safe.of(number)), take(data.harmful(), harmful.of(number)));
            state = step.state();
            told.accept(step);
        }
        return state;
    }

    private static List<TokenTree> take(List<TokenTree> trees, List<Integer> positions) {
        return positions.stream().map(trees::get).toList();
    }
}
