package dev.antibody.training;

import dev.antibody.checkpoint.TrainingState;
import java.util.List;

/** What one micro-batch did. */
public sealed interface StepResult {

    /** What the next step starts from; {@link TrainingState#step()} is the number of this micro-batch, from 1. */
    TrainingState state();

    /** The samples in the order of the micro-batch. */
    List<SampleWeight> samples();

    /** Weighted loss in nats before the update; 0 when nothing was admitted; perhaps not finite when skipped for that. */
    double loss();

    /** Global L2 norm of the gradient before clipping; 0 when it was not computed. */
    double gradientNorm();

    /** Prompt and response tokens of the micro-batch, each counted once; refusals are not counted. */
    int tokens();

    /** The adapter changed. */
    record Updated(TrainingState state, List<SampleWeight> samples, double loss, double gradientNorm, int tokens)
            implements StepResult {

        public Updated {
            samples = List.copyOf(samples);
        }
    }

    /** Adapter and optimiser are as before. */
    record Skipped(
            SkipReason reason,
            TrainingState state,
            List<SampleWeight> samples,
            double loss,
            double gradientNorm,
            int tokens)
            implements StepResult {

        public Skipped {
            samples = List.copyOf(samples);
        }
    }
}
