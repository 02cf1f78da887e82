package dev.antibody.training.stream;

import dev.antibody.training.SampleWeight;
import java.util.List;

/**
 * What the trainer of this process did since it started. A step counts when it is taken; one that is thrown away before
 * its checkpoint is committed is taken back, and counts once when it is done again. Thread-safe.
 */
public final class TrainerCounters {

    private Totals totals = Totals.ZERO;

    /**
     * Numbers of one moment.
     *
     * @param trained samples that had a part in an update, over all epochs
     * @param quarantinedSeen samples that the gate held back, in the first epoch
     * @param deadLettered records of the scored topic that could not be trained on
     * @param steps micro-batches, those that made no update included
     * @param checkpoints committed ones
     * @param meanWeight mean weight of a sample of the last step; 0 before the first
     * @param meanR mean of the paper's score over the samples of the last step; NaN while there is none
     * @param checkpointVersion of the checkpoint committed last; 0 before the first
     */
    public record Totals(
            long trained,
            long quarantinedSeen,
            long deadLettered,
            long steps,
            long checkpoints,
            double meanWeight,
            double meanR,
            long checkpointVersion) {

        static final Totals ZERO = new Totals(0, 0, 0, 0, 0, 0, Double.NaN, 0);

        Totals plus(Work work, int sign) {
            return new Totals(
                    trained + sign * work.trained(),
                    quarantinedSeen + sign * work.quarantined(),
                    deadLettered + sign * work.deadLettered(),
                    steps + sign * work.steps(),
                    checkpoints,
                    meanWeight,
                    meanR,
                    checkpointVersion);
        }
    }

    /** An amount of work. */
    record Work(long trained, long quarantined, long deadLettered, long steps) {

        static final Work NONE = new Work(0, 0, 0, 0);
        static final Work DEAD_LETTER = new Work(0, 0, 1, 0);

        Work plus(Work other) {
            return new Work(
                    trained + other.trained,
                    quarantined + other.quarantined,
                    deadLettered + other.deadLettered,
                    steps + other.steps);
        }
    }

    /** All numbers, of the same moment. */
    public synchronized Totals totals() {
        return totals;
    }

    synchronized void count(Work work) {
        totals = totals.plus(work, 1);
    }

    synchronized void takeBack(Work work) {
        totals = totals.plus(work, -1);
    }

    synchronized void lastStep(List<SampleWeight> samples) {
        double meanWeight =
                samples.stream().mapToDouble(SampleWeight::weight).average().orElse(0);
        double meanR = samples.stream()
                .mapToDouble(SampleWeight::r)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
        totals = new Totals(
                totals.trained,
                totals.quarantinedSeen,
                totals.deadLettered,
                totals.steps,
                totals.checkpoints,
                meanWeight,
                meanR,
                totals.checkpointVersion);
    }

    synchronized void countCheckpoint(long version) {
        totals = new Totals(
                totals.trained,
                totals.quarantinedSeen,
                totals.deadLettered,
                totals.steps,
                totals.checkpoints + 1,
                totals.meanWeight,
                totals.meanR,
                version);
    }
}
