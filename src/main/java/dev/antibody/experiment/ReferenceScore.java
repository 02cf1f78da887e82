package dev.antibody.experiment;

import dev.antibody.method.Evidence;
import dev.antibody.method.SampleScore;

/**
 * A score that does not follow the model as it learns: a sample weighs what the adapter that training started from said
 * of it, in every step.
 *
 * @param score what it would be under the live adapter
 */
record ReferenceScore(SampleScore score) implements SampleScore {

    @Override
    public double gate(Evidence sample) {
        return score.gate(sample);
    }

    @Override
    public double weight(Evidence sample) {
        return score.weight(Evidence.of(sample.gated(), sample.gated()));
    }

    @Override
    public boolean comparesWithReference() {
        return true;
    }
}
