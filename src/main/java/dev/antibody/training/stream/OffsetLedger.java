package dev.antibody.training.stream;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows from which offset of a partition a restart has to read: the smallest one that holds something which no committed
 * checkpoint covers. Jobs advance at their own pace, so a restart may read again what some job's checkpoint covers; that
 * job's manifest says so, and the job skips it.
 */
final class OffsetLedger {

    private final Map<String, Deque<Long>> uncovered = new HashMap<>();
    private final Map<String, Long> held = new HashMap<>();
    private long position;

    /** Starts at an offset. */
    OffsetLedger(long position) {
        this.position = position;
    }

    /** Everything below this offset has been looked at. */
    void advance(long newPosition) {
        position = newPosition;
    }

    /** Everything below this offset has been looked at. */
    long position() {
        return position;
    }

    /** The record at this offset is a sample of the job that no checkpoint covers. */
    void take(String job, long offset) {
        uncovered.computeIfAbsent(job, unknown -> new ArrayDeque<>()).add(offset);
    }

    /** The record at this offset says that the job closes; a restart has to see it again until the job is finished. */
    void hold(String job, long offset) {
        held.putIfAbsent(job, offset);
    }

    /**
     * Where a restart would have to begin if this checkpoint were committed now.
     *
     * @param before samples of the job below this offset are in the checkpoint
     * @param finished whether it is the job's last one
     */
    long resumeOffset(String job, long before, boolean finished) {
        long least = position;
        for (Map.Entry<String, Deque<Long>> of : uncovered.entrySet()) {
            long from = of.getKey().equals(job) ? before : Long.MIN_VALUE;
            for (long offset : of.getValue()) {
                if (offset >= from) {
                    least = Math.min(least, offset);
                    break;
                }
            }
        }
        for (Map.Entry<String, Long> of : held.entrySet()) {
            if (!finished || !of.getKey().equals(job)) {
                least = Math.min(least, of.getValue());
            }
        }
        return least;
    }

    /** The checkpoint that {@link #resumeOffset} was asked about is committed. */
    void cover(String job, long before, boolean finished) {
        Deque<Long> offsets = uncovered.getOrDefault(job, new ArrayDeque<>());
        while (!offsets.isEmpty() && offsets.peekFirst() < before) {
            offsets.removeFirst();
        }
        if (offsets.isEmpty()) {
            uncovered.remove(job);
        }
        if (finished) {
            held.remove(job);
        }
    }
}
