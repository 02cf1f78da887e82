package dev.antibody.training.stream;

import java.util.BitSet;

/** Counts a job's control records: it is at its end when one came through every partition of the samples topic. */
final class CloseControls {

    private final BitSet seen = new BitSet();

    /**
     * Counts one; seeing the same again changes nothing.
     *
     * @param partition that it came through
     * @param partitions how many there are; the last word counts, as a topic may grow between two attempts to close
     * @return whether all have been seen
     */
    boolean add(int partition, int partitions) {
        seen.set(partition);
        return seen.nextClearBit(0) >= partitions;
    }
}
