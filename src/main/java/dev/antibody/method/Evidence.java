package dev.antibody.method;

import java.util.Optional;

/**
 * What is known of a sample when it is scored.
 *
 * @param live log-probabilities under the adapter that is being trained
 * @param reference the same under the adapter that the job started from, where both are looked at
 */
public record Evidence(LogProbs live, Optional<LogProbs> reference) {

    /** Under one adapter only. */
    public static Evidence of(LogProbs live) {
        return new Evidence(live, Optional.empty());
    }

    /** Under both. */
    public static Evidence of(LogProbs live, LogProbs reference) {
        return new Evidence(live, Optional.of(reference));
    }

    /** What the gate looks at: the reference where there is one. */
    public LogProbs gated() {
        return reference.orElse(live);
    }

    /**
     * Response and mean refusal under the live adapter, then both under the reference: 2 or 4 log-probabilities of a
     * token, in nats.
     */
    public double[] features() {
        return reference
                .map(other -> new double[] {live.response(), live.refusal(), other.response(), other.refusal()})
                .orElseGet(() -> new double[] {live.response(), live.refusal()});
    }
}
