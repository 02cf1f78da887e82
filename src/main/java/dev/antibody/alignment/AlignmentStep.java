package dev.antibody.alignment;

import dev.antibody.training.SkipReason;

/** What one step did. */
public sealed interface AlignmentStep {

    /** What the next step starts from. */
    AlignmentState state();

    /** What was measured with the parameters that the step started from. */
    AlignmentMeasures measures();

    /** Norm of the combined gradient before clipping; perhaps not finite when the step was skipped for that. */
    double gradientNorm();

    /** The adapter changed. */
    record Updated(AlignmentState state, AlignmentMeasures measures, double gradientNorm) implements AlignmentStep {}

    /** Adapter and optimiser are as before. */
    record Skipped(SkipReason reason, AlignmentState state, AlignmentMeasures measures, double gradientNorm)
            implements AlignmentStep {}
}
