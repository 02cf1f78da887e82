package dev.antibody.scoring;

import dev.antibody.event.avro.Sample;
import dev.antibody.job.JobDefinition;

/** What a record of the samples topic turned out to be. */
sealed interface ReadResult {

    /** A sample of a job that takes samples. */
    record Accepted(Sample sample, JobDefinition job) implements ReadResult {}

    /** The end of a job's samples in this partition. */
    record Control(String job) implements ReadResult {}

    /**
     * Neither.
     *
     * @param reason one line for a person, without sample text
     */
    record Rejected(String reason) implements ReadResult {}
}
