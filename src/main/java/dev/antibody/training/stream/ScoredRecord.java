package dev.antibody.training.stream;

import dev.antibody.event.avro.ScoredSample;

/** What a record of the scored topic turned out to be. */
sealed interface ScoredRecord {

    /** A sample with its scores. */
    record Scored(ScoredSample sample) implements ScoredRecord {}

    /**
     * A control record: no more samples of a job come through one partition of the samples topic.
     *
     * @param partition that partition
     * @param partitions how many there are
     */
    record Close(String job, int partition, int partitions) implements ScoredRecord {}

    /**
     * Neither.
     *
     * @param reason one line for a person, without sample text
     */
    record Unreadable(String reason) implements ScoredRecord {}
}
