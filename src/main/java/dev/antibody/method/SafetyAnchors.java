package dev.antibody.method;

import java.util.List;

/**
 * Alignment samples that join each micro-batch of the user's samples, so that refusals are rehearsed while the task is
 * learned. Each sample has its turn before any has its second. <em>Variant:</em> the idea is Lisa's, which spends whole
 * steps on alignment data.
 *
 * @param samples alignment samples there are, at least 1
 * @param perMicroBatch how many join, 0 for none
 * @param seed of their order
 */
public record SafetyAnchors(int samples, int perMicroBatch, long seed) {

    public SafetyAnchors {
        if (samples < 1 || perMicroBatch < 0 || perMicroBatch > samples) {
            throw new IllegalArgumentException(
                    perMicroBatch + " of " + samples + " alignment samples cannot join a micro-batch");
        }
    }

    /** Positions of those that join a micro-batch, which count from 0. */
    public List<Integer> of(long microBatch) {
        return perMicroBatch == 0 ? List.of() : new BatchOrder(samples, perMicroBatch, seed).of(microBatch);
    }
}
