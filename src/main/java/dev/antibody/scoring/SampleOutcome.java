package dev.antibody.scoring;

import dev.antibody.event.avro.ScoredSample;

/** What became of a sample that was given to the model. */
public sealed interface SampleOutcome {

    /** The model scored it. */
    record Scored(ScoredSample sample) implements SampleOutcome {}

    /**
     * The model cannot score this one, whatever stands beside it in its batch.
     *
     * @param reason one line for a person, without sample text
     */
    record Unscorable(String reason) implements SampleOutcome {}
}
