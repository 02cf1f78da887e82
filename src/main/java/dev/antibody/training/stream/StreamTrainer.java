package dev.antibody.training.stream;

import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.event.EventSerdes;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.LanguageModel;
import java.util.Map;
import java.util.Optional;

/**
 * Trains every job of the partitions that it is assigned, exactly once.
 */
public final class StreamTrainer implements AutoCloseable {

    private final TrainerCounters counters;

    /**
     * A trainer that does nothing yet; model and counters stay the caller's.
     *
     * @param clientConfig how to reach the brokers: {@code bootstrap.servers} and security settings
     * @param keys that checkpoints are signed with, and checked when training goes on
     */
    public StreamTrainer(
            LanguageModel model,
            RefusalTemplates templates,
            Map<String, Object> clientConfig,
            EventSerdes serdes,
            SigningKeys keys,
            StreamTrainerSettings settings,
            TrainerCounters counters) {
        this.counters = counters;
    }

    /** Starts the trainer's thread and returns at once. */
    public void start() {}

    /** Whether the trainer has its partitions and reads them now. */
    public boolean isReady() {
        return false;
    }

    /** Why the trainer has stopped, if it has: something that waiting does not mend. The message is for a person. */
    public Optional<RuntimeException> failure() {
        return Optional.empty();
    }

    /** What the trainer did. */
    public TrainerCounters counters() {
        return counters;
    }

    /** Stops within 10 seconds; what is not committed is done again by the next start. */
    @Override
    public void close() {}
}
