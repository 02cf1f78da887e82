package dev.antibody.scoring;

import java.util.Objects;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Ties a {@link PartitionScoring} to Kafka Streams: one for each task, on the thread that runs it. */
final class ScoringProcessor implements Processor<byte[], byte[], Object, Object> {

    static final String BUFFER = "scoring-buffer";

    private final SampleReader reader;
    private final SampleScorer scorer;
    private final ScoringSettings settings;
    private final ScoringCounters counters;

    private @Nullable ProcessorContext<Object, Object> context;
    private @Nullable PartitionScoring partition;

    ScoringProcessor(SampleReader reader, SampleScorer scorer, ScoringSettings settings, ScoringCounters counters) {
        this.reader = reader;
        this.scorer = scorer;
        this.settings = settings;
        this.counters = counters;
    }

    @Override
    public void init(ProcessorContext<Object, Object> newContext) {
        KeyValueStore<Integer, ReceivedRecord> slots = newContext.getStateStore(BUFFER);
        PartitionScoring scoring = new PartitionScoring(
                new SampleBuffer(slots, reader::read),
                reader,
                scorer,
                new Outlets(newContext, counters),
                settings,
                counters,
                newContext::currentSystemTimeMs);
        newContext.schedule(
                settings.linger().dividedBy(4).plusMillis(1), PunctuationType.WALL_CLOCK_TIME, now -> scoring.tick());
        context = newContext;
        partition = scoring;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        ReceivedRecord received = ReceivedRecord.of(
                record, Objects.requireNonNull(context).recordMetadata().orElseThrow());
        Objects.requireNonNull(partition).take(received);
    }
}
