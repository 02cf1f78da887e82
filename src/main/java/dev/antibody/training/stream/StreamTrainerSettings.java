package dev.antibody.training.stream;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What the trainer of one process is run with. None of it changes what a job's steps compute, but for the linger time,
 * which decides when a micro-batch that does not fill is trained on as it is.
 *
 * @param linger how long a sample waits at most for its micro-batch to fill, once there is nothing more to read; above 0
 * @param keptCheckpoints newest checkpoints of a job whose blobs are kept, at least 1
 * @param instance name of this trainer among all of the group, part of its transactional id: letters, digits, dots,
 *     dashes and underscores. The same name after a restart takes over at once from the process before.
 */
public record StreamTrainerSettings(Duration linger, int keptCheckpoints, String instance) {

    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    /** Checks each setting. */
    public StreamTrainerSettings {
        if (linger.isNegative() || linger.isZero()) {
            throw new IllegalArgumentException("linger must be above 0, not " + linger);
        }
        if (keptCheckpoints < 1) {
            throw new IllegalArgumentException("kept checkpoints must be 1 or more, not " + keptCheckpoints);
        }
        if (!INSTANCE.matcher(instance).matches()) {
            throw new IllegalArgumentException(
                    "a trainer's name is 1 to 100 letters, digits, dots, dashes and underscores");
        }
    }

    /** 30 seconds, three checkpoints, and the name of a trainer that is the only one. */
    public static StreamTrainerSettings defaults() {
        return new StreamTrainerSettings(Duration.ofSeconds(30), 3, "1");
    }

    /** The same under another name; each trainer of a group needs its own. */
    public StreamTrainerSettings withInstance(String name) {
        return new StreamTrainerSettings(linger, keptCheckpoints, name);
    }
}
