package dev.antibody.scoring;

import dev.antibody.event.DeadLetterHeaders;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.GateDecision;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.method.Gate;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Where the scoring processor's results go: each sink takes records of its own types. */
final class Outlets {

    static final String SCORED = "scored";
    static final String QUARANTINED = "quarantined";
    static final String DEAD_LETTER = "dead-letter";

    private final ProcessorContext<Object, Object> context;
    private final ScoringCounters counters;

    Outlets(ProcessorContext<Object, Object> context, ScoringCounters counters) {
        this.context = context;
        this.counters = counters;
    }

    /** To the scored topic, and to the quarantined one as well if the gate says so. */
    void scored(ReceivedRecord received, ScoredSample sample, Optional<Gate> gate) {
        long timestamp = Math.max(0, received.timestamp());
        context.forward(new Record<>(sample.getJob(), sample, timestamp), SCORED);
        counters.countScored();
        if (sample.getGate() == GateDecision.QUARANTINED) {
            Headers headers = new RecordHeaders();
            DeadLetterHeaders.set(headers, Topics.REASON_HEADER, reason(sample.getGateScore(), gate));
            context.forward(new Record<>(sample.getJob(), sample, timestamp, headers), QUARANTINED);
            counters.countQuarantined();
        }
    }

    /** A control record, on to the scored topic and into the job's partition there. */
    void control(String job, ReceivedRecord received) {
        Headers headers = received.mutableHeaders();
        DeadLetterHeaders.set(headers, Topics.PARTITION_HEADER, Integer.toString(received.partition()));
        context.forward(new Record<>(job, null, Math.max(0, received.timestamp()), headers), SCORED);
    }

    void deadLetter(ReceivedRecord received, String reason) {
        context.forward(DeadLetters.of(received, reason), DEAD_LETTER);
        counters.countDeadLettered();
    }

    private static String reason(double score, Optional<Gate> gate) {
        return gate.map(Gate::threshold)
                .map(threshold ->
                        String.format(Locale.ROOT, "score %.4f is below the gate's threshold %.4f", score, threshold))
                .orElseGet(() -> String.format(Locale.ROOT, "score %.4f", score));
    }
}
