package dev.antibody.app.bench;

import java.util.List;

/** What is measured. */
enum BenchMode {
    /** Prompt, response and refusals without a gradient. */
    SCORE,
    /** A step with refreshed weights: forward, backward, optimiser. */
    TRAIN,
    /** A step of stage one as the published code has it: four gradients, optimiser. */
    ALIGN,
    /** All of them, one after the other. */
    ALL;

    List<BenchMode> each() {
        return this == ALL ? List.of(SCORE, TRAIN, ALIGN) : List.of(this);
    }
}
