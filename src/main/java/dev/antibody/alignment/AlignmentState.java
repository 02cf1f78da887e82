package dev.antibody.alignment;

import dev.antibody.checkpoint.TrainingState;
import dev.antibody.lm.Adapter;
import java.util.OptionalDouble;

/**
 * All that a step of alignment reads and replaces.
 *
 * @param training adapter, optimiser and number of steps so far
 * @param lambda λ of the last step that made an update, which a smoothed rule goes on from; empty before
 * @param corrected updates with λ above 0 so far
 */
public record AlignmentState(TrainingState training, OptionalDouble lambda, long corrected) {

    /** Before the first step. */
    public static AlignmentState initial(Adapter adapter) {
        return new AlignmentState(TrainingState.initial(adapter), OptionalDouble.empty(), 0);
    }

    /** Share of the updates so far in which λ was above 0; 0 before the first. */
    public double correctedShare() {
        long updates = training.optimizer().steps();
        return updates == 0 ? 0 : (double) corrected / updates;
    }

    AlignmentState updated(TrainingState next, double nextLambda) {
        return new AlignmentState(next, OptionalDouble.of(nextLambda), corrected + (nextLambda > 0 ? 1 : 0));
    }

    AlignmentState skipped() {
        return new AlignmentState(training.skipped(), lambda, corrected);
    }
}
