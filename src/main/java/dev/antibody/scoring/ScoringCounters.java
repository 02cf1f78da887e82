package dev.antibody.scoring;

import java.util.concurrent.atomic.LongAdder;

/**
 * What the stage of this process did since it started, for metrics. A batch that was scored again after a failure
 * counts again; the topics are what is exact. Thread-safe.
 */
public final class ScoringCounters {

    private final LongAdder scored = new LongAdder();
    private final LongAdder quarantined = new LongAdder();
    private final LongAdder deadLettered = new LongAdder();
    private final LongAdder batches = new LongAdder();

    void countScored() {
        scored.increment();
    }

    void countQuarantined() {
        quarantined.increment();
    }

    void countDeadLettered() {
        deadLettered.increment();
    }

    void countBatch() {
        batches.increment();
    }

    /** Samples scored, quarantined ones included. */
    public long scored() {
        return scored.sum();
    }

    /** Samples that the gate held back. */
    public long quarantined() {
        return quarantined.sum();
    }

    /** Records that could not be read or scored. */
    public long deadLettered() {
        return deadLettered.sum();
    }

    /** Engine batches. */
    public long batches() {
        return batches.sum();
    }
}
