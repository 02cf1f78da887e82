package dev.antibody.scoring;

import dev.antibody.method.LogProbs;

/** What the model says of one tree. */
sealed interface EngineResult {

    /** Its log-probabilities, all finite. */
    record Measured(LogProbs logProbs) implements EngineResult {}

    /** Nothing, for this reason: one line without sample text. */
    record Failed(String reason) implements EngineResult {}
}
