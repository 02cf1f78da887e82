package dev.antibody.scoring;

import dev.antibody.scoring.ReadResult.Accepted;
import dev.antibody.scoring.ReadResult.Control;
import dev.antibody.scoring.ReadResult.Rejected;
import dev.antibody.scoring.SampleBuffer.Entry;
import dev.antibody.scoring.SampleOutcome.Scored;
import dev.antibody.scoring.SampleOutcome.Unscorable;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.errors.StreamsException;

/**
 * Collects the samples of one partition into engine batches and scores each in one go. A batch is scored when it is
 * full, when its first sample has waited long enough, or when a control record comes, which must not overtake the
 * samples in front of it.
 *
 * <p>Used by one thread. A flush first scores everything, then forwards everything, then empties the buffer; if
 * anything in it fails, the stream thread fails with it and its transaction is aborted, so that no half of a flush is
 * ever committed.
 */
final class PartitionScoring {

    private final SampleBuffer buffer;
    private final SampleReader reader;
    private final SampleScorer scorer;
    private final Outlets outlets;
    private final ScoringSettings settings;
    private final ScoringCounters counters;
    private final LongSupplier clock;
    private long waitingSince;

    /** @param clock wall-clock time in ms since 1970 */
    PartitionScoring(
            SampleBuffer buffer,
            SampleReader reader,
            SampleScorer scorer,
            Outlets outlets,
            ScoringSettings settings,
            ScoringCounters counters,
            LongSupplier clock) {
        this.buffer = buffer;
        this.reader = reader;
        this.scorer = scorer;
        this.outlets = outlets;
        this.settings = settings;
        this.counters = counters;
        this.clock = clock;
        this.waitingSince = clock.getAsLong();
    }

    void take(ReceivedRecord received) {
        ReadResult result = reader.read(received);
        if (result instanceof Accepted accepted) {
            if (buffer.size() == 0) {
                waitingSince = clock.getAsLong();
            }
            buffer.add(received, accepted);
            if (buffer.size() >= settings.batchSize()) {
                flush();
            }
        } else if (result instanceof Control control) {
            flush();
            outlets.control(control.job(), received);
        } else if (result instanceof Rejected rejected) {
            outlets.deadLetter(received, rejected.reason());
        }
    }

    /** To be called every few milliseconds: scores a batch that does not fill. */
    void tick() {
        if (clock.getAsLong() - waitingSince >= settings.linger().toMillis()) {
            flush();
        }
    }

    private void flush() {
        if (buffer.size() == 0) {
            return;
        }
        try {
            List<Entry> batch = buffer.entries();
            Iterator<SampleOutcome> outcomes = scorer.score(accepted(batch)).iterator();
            for (Entry entry : batch) {
                if (entry.result() instanceof Accepted accepted) {
                    forward(entry.received(), accepted, outcomes.next());
                } else if (entry.result() instanceof Rejected rejected) {
                    // accepted before a restart, but not by what is known since
                    outlets.deadLetter(entry.received(), rejected.reason());
                }
            }
            buffer.clear();
            counters.countBatch();
        } catch (StreamsException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new FlushFailedException(e);
        }
    }

    private void forward(ReceivedRecord received, Accepted accepted, SampleOutcome outcome) {
        if (outcome instanceof Scored scored) {
            outlets.scored(received, scored.sample(), accepted.job().settings().gate());
        } else if (outcome instanceof Unscorable unscorable) {
            outlets.deadLetter(received, unscorable.reason());
        }
    }

    private static List<Accepted> accepted(List<Entry> batch) {
        return batch.stream()
                .map(Entry::result)
                .filter(Accepted.class::isInstance)
                .map(Accepted.class::cast)
                .toList();
    }
}
