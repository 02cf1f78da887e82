package dev.antibody.scoring;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** The scoring stage as a topology. Every node and store has a name, as the changelog's name is made of it. */
public final class ScoringTopology {

    private static final String SOURCE = "samples";
    private static final String SCORING = "scoring";

    private ScoringTopology() {}

    /**
     * Samples in as bytes, so that nothing can be a poison pill to a deserializer; scored samples, control records and
     * dead letters out.
     */
    public static Topology build(
            SampleReader reader,
            SampleScorer scorer,
            EventSerdes serdes,
            ScoringSettings settings,
            ScoringCounters counters) {
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        SOURCE,
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer(),
                        Topics.SAMPLES)
                .addProcessor(SCORING, () -> new ScoringProcessor(reader, scorer, settings, counters), SOURCE)
                .addStateStore(
                        Stores.keyValueStoreBuilder(
                                        Stores.persistentKeyValueStore(ScoringProcessor.BUFFER),
                                        Serdes.Integer(),
                                        ReceivedRecordSerde.create())
                                .withCachingEnabled(),
                        SCORING)
                .addSink(Outlets.SCORED, Topics.SCORED, new StringSerializer(), serdes.serializer(), SCORING)
                .addSink(Outlets.QUARANTINED, Topics.QUARANTINED, new StringSerializer(), serdes.serializer(), SCORING)
                .addSink(
                        Outlets.DEAD_LETTER,
                        Topics.DEAD_LETTER,
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        SCORING);
    }
}
