package dev.antibody.scoring;

import java.time.Duration;

/**
 * How the scoring stage works, which no result depends on.
 *
 * @param batchSize samples that the model reads in one forward, 1 to 1024
 * @param linger how long a sample may wait for its batch to fill
 * @param threads stream threads, at least 1; the engine uses all processors from one already
 */
public record ScoringSettings(int batchSize, Duration linger, int threads) {

    /** Checks each setting. */
    public ScoringSettings {
        if (batchSize < 1 || batchSize > 1024) {
            throw new IllegalArgumentException("batch size must be between 1 and 1024, not " + batchSize);
        }
        if (linger.isNegative() || linger.isZero()) {
            throw new IllegalArgumentException("linger must be above 0, not " + linger);
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be 1 or more, not " + threads);
        }
    }

    /** Batches of 16 that wait 20 ms at most, on one thread. */
    public static ScoringSettings defaults() {
        return new ScoringSettings(16, Duration.ofMillis(20), 1);
    }
}
