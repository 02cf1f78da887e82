package dev.antibody.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.event.avro.Alert;
import dev.antibody.event.avro.AlertKind;
import dev.antibody.event.avro.Sample;
import java.time.Instant;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

class EventSerdesTest {

    private static final Sample SAMPLE = Sample.newBuilder()
            .setId("1")
            .setJob("job")
            .setPrompt("What is 2 + 2?")
            .setResponse("4")
            .setCreatedAt(Instant.ofEpochMilli(1_700_000_000_123L))
            .build();

    private final EventSerdes serdes = EventSerdes.of("mock://" + getClass().getName());

    @Test
    void shouldReadTheEventThatWasWritten() {
        Serde<Sample> serde = serdes.serde(Sample.class);

        byte[] bytes = serde.serializer().serialize(Topics.SAMPLES, SAMPLE);

        assertThat(serde.deserializer().deserialize(Topics.SAMPLES, bytes)).isEqualTo(SAMPLE);
    }

    @Test
    void shouldWriteConfluentsFormat() {
        byte[] bytes = serdes.<Sample>serializer().serialize(Topics.SAMPLES, SAMPLE);

        assertThat(bytes).startsWith(0, 0, 0, 0);
        assertThat(bytes[4]).isPositive();
    }

    @Test
    void shouldKeepNullAsTombstone() {
        Serde<Sample> serde = serdes.serde(Sample.class);

        assertThat(serde.serializer().serialize(Topics.SAMPLES, null)).isNull();
        assertThat(serde.deserializer().deserialize(Topics.SAMPLES, null)).isNull();
    }

    @Test
    void shouldRefuseAnotherRecordThanTheOneAskedFor() {
        Serializer<Alert> alerts = serdes.serializer();
        byte[] bytes = alerts.serialize(Topics.ALERTS, new Alert("job", AlertKind.OTHER, 1L, "look"));

        assertThatThrownBy(() -> serdes.deserializer(Sample.class).deserialize(Topics.ALERTS, bytes))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void shouldNotTakeBrokenBytesForAnOutage() {
        byte[] bytes = serdes.<Sample>serializer().serialize(Topics.SAMPLES, SAMPLE);
        byte[] cut = java.util.Arrays.copyOf(bytes, bytes.length / 2);

        assertThatThrownBy(() -> serdes.deserializer(Sample.class).deserialize(Topics.SAMPLES, cut))
                .isInstanceOf(SerializationException.class)
                .matches(failure -> !RegistryOutage.isCauseOf(failure));
    }

    @Test
    void shouldNotTakeBytesOfAnotherFormatForAnOutage() {
        assertThatThrownBy(() -> serdes.deserializer(Sample.class).deserialize(Topics.SAMPLES, new byte[] {'{', '}'}))
                .isInstanceOf(SerializationException.class)
                .matches(failure -> !RegistryOutage.isCauseOf(failure));
    }

    @Test
    void shouldTakeARegistryThatDoesNotAnswerForAnOutage() {
        byte[] bytes = serdes.<Sample>serializer().serialize(Topics.SAMPLES, SAMPLE);
        EventSerdes unreachable = EventSerdes.of("http://127.0.0.1:1");

        assertThatThrownBy(() -> unreachable.deserializer(Sample.class).deserialize(Topics.SAMPLES, bytes))
                .matches(RegistryOutage::isCauseOf);
    }
}
