package dev.antibody.training.stream;

import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.SigningKeys;
import dev.antibody.event.EventSerdes;
import dev.antibody.job.JobsUnavailableException;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.LanguageModel;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains every job of the partitions that it is assigned, exactly once: killed any number of times, it ends with the same
 * adapters, optimiser states and step records. An outage of brokers or registry is waited for; only what waiting does not
 * mend stops it, such as a checkpoint that cannot be trusted. Thread-safe.
 */
public final class StreamTrainer implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(StreamTrainer.class);
    private static final long PAUSE_MS = 1000;
    private static final long STOP_WITHIN_MS = 5000;
    private static final long INTERRUPTED_WITHIN_MS = 4000;

    private final TrainerSession.Parts parts;
    private final Thread thread;
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile @Nullable TrainerSession session;
    private volatile @Nullable RuntimeException failure;

    /**
     * A trainer that does nothing yet; model and counters stay the caller's, who closes the model after this.
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
        this(model, templates, clientConfig, serdes, keys, settings, counters, TrainerProbe.NONE);
    }

    StreamTrainer(
            LanguageModel model,
            RefusalTemplates templates,
            Map<String, Object> clientConfig,
            EventSerdes serdes,
            SigningKeys keys,
            StreamTrainerSettings settings,
            TrainerCounters counters,
            TrainerProbe probe) {
        this.parts = new TrainerSession.Parts(
                model, templates, Map.copyOf(clientConfig), serdes, keys, settings, counters, probe);
        this.thread = new Thread(this::run, "trainer");
        // a step in the engine cannot be interrupted and must not keep a process alive that was told to end
        thread.setDaemon(true);
    }

    /** Starts the trainer's thread and returns at once. */
    public void start() {
        thread.start();
    }

    /** Whether the trainer has its partitions and reads them now. */
    public boolean isReady() {
        TrainerSession current = session;
        return current != null && current.isReady();
    }

    /** Why the trainer has stopped, if it has: something that waiting does not mend. The message is for a person. */
    public Optional<RuntimeException> failure() {
        return Optional.ofNullable(failure);
    }

    /** What the trainer did. */
    public TrainerCounters counters() {
        return parts.counters();
    }

    /** Stops within 10 seconds; what is not committed is done again by the next start. */
    @Override
    public void close() {
        stop.countDown();
        TrainerSession current = session;
        if (current != null) {
            current.wakeup();
        }
        try {
            thread.join(STOP_WITHIN_MS);
            if (thread.isAlive()) {
                thread.interrupt();
                thread.join(INTERRUPTED_WITHIN_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOGGER.warn("the trainer is still in a step; what it does from now on is not committed");
        }
    }

    private void run() {
        while (!isStopping()) {
            try (TrainerSession next = new TrainerSession(parts, this::isStopping)) {
                session = next;
                next.run();
            } catch (KafkaException | JobsUnavailableException e) {
                if (!isStopping()) {
                    LOGGER.atWarn()
                            .addKeyValue("cause", e.toString())
                            .log("the trainer was cut off; it goes on from the last checkpoint");
                    pause();
                }
            } catch (CheckpointException e) {
                failure = e;
                LOGGER.atError().log("the trainer stops: " + e.getMessage());
                return;
            } catch (RuntimeException e) {
                failure = e;
                LOGGER.atError().setCause(e).log("the trainer stops");
                return;
            } finally {
                session = null;
            }
        }
    }

    private boolean isStopping() {
        return stop.getCount() == 0;
    }

    private void pause() {
        try {
            var unused = stop.await(PAUSE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
