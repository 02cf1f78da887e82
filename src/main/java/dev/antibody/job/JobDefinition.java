package dev.antibody.job;

import dev.antibody.event.avro.JobState;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A job as its topic tells it.
 *
 * @param id 1 to 100 letters, digits, dots, dashes and underscores
 * @param state OPEN takes samples, CLOSING trains what was sent, CLOSED has its last checkpoint
 * @param settings fixed when the job is created
 * @param createdAt when that was
 */
public record JobDefinition(String id, JobState state, JobSettings settings, Instant createdAt) {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /**
     * Checks the id.
     *
     * @throws IllegalArgumentException if the id is not a valid one
     */
    public JobDefinition {
        if (!isValidId(id)) {
            throw new IllegalArgumentException(
                    "a job's name is 1 to 100 letters, digits, dots, dashes and underscores");
        }
    }

    /** Whether a job may have this id. */
    public static boolean isValidId(String id) {
        return ID.matcher(id).matches();
    }

    /** A new job. */
    public static JobDefinition open(String id, JobSettings settings, Instant createdAt) {
        return new JobDefinition(id, JobState.OPEN, settings, createdAt);
    }

    /** Whether the scoring stage takes samples of this job. */
    public boolean takesSamples() {
        return state != JobState.CLOSED;
    }

    /** The same job in another state. */
    public JobDefinition in(JobState newState) {
        return new JobDefinition(id, newState, settings, createdAt);
    }
}
