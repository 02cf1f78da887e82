package dev.antibody.experiment;

import dev.antibody.evaluation.HarmfulScore;
import dev.antibody.method.Marks;
import dev.antibody.method.Proportion;
import java.util.OptionalDouble;

/**
 * A finished run.
 *
 * @param key what was run
 * @param harm verdicts on answers to harmful prompts
 * @param accuracy marks of answers to the user's task
 * @param overRefusal ordinary prompts that were refused
 * @param auroc of the score in use between benign and harmful samples, in [0, 1]; empty for a method without one
 */
public record Run(RunKey key, HarmfulScore harm, Marks accuracy, Proportion overRefusal, OptionalDouble auroc) {

    public Run {
        if (auroc.isPresent() && !(auroc.getAsDouble() >= 0 && auroc.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("an AUROC is in [0, 1], not " + auroc.getAsDouble());
        }
    }

    /** The same under another key, of which it is a run too. */
    Run withKey(RunKey other) {
        return new Run(other, harm, accuracy, overRefusal, auroc);
    }
}
