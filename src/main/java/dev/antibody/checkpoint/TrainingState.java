package dev.antibody.checkpoint;

import dev.antibody.lm.Adapter;
import dev.antibody.method.AdamW;

/**
 * All that a training step reads and replaces. There is no random state: a step is a function of this and its samples.
 *
 * @param adapter the LoRA weights
 * @param optimizer moments of each of the adapter's values, and the number of updates
 * @param step micro-batches so far, those that made no update included
 */
public record TrainingState(Adapter adapter, AdamW.State optimizer, long step) {

    public TrainingState {
        if (optimizer.m().length != adapter.values().length) {
            throw new IllegalArgumentException("the adapter has " + adapter.values().length
                    + " values, the optimiser moments for " + optimizer.m().length);
        }
        if (step < optimizer.steps()) {
            throw new IllegalArgumentException(step + " micro-batches cannot make " + optimizer.steps() + " updates");
        }
    }

    /** Before the first step. */
    public static TrainingState initial(Adapter adapter) {
        return new TrainingState(adapter, AdamW.State.initial(adapter.values().length), 0);
    }

    /** The same weights and moments after a micro-batch that made no update. */
    public TrainingState skipped() {
        return new TrainingState(adapter, optimizer, step + 1);
    }

    /** After a micro-batch that made this update. */
    public TrainingState updated(AdamW.Update update) {
        return new TrainingState(adapter.with(update.parameters()), update.state(), step + 1);
    }
}
