package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Sample;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.training.stream.ScoredRecord.Close;
import dev.antibody.training.stream.ScoredRecord.Scored;
import dev.antibody.training.stream.ScoredRecord.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScoredRecordReaderTest {

    private static final EventSerdes SERDES = EventSerdes.of("mock://scored-record-reader");

    private final ScoredRecordReader reader = new ScoredRecordReader(SERDES.deserializer(ScoredSample.class));

    @Test
    void shouldReadAScoredSample() {
        ScoredSample sample = TrainingJobs.sample("sums", 1);

        assertThat(reader.read(record("sums", bytes(sample)))).isEqualTo(new Scored(sample));
    }

    @Test
    void shouldReadAControlRecord() {
        ConsumerRecord<byte[], byte[]> control = record("sums", null);
        header(control, Topics.CONTROL_HEADER, Topics.CONTROL_CLOSE);
        header(control, Topics.PARTITION_HEADER, "2");
        header(control, Topics.PARTITIONS_HEADER, "4");

        assertThat(reader.read(control)).isEqualTo(new Close("sums", 2, 4));
    }

    @Test
    void shouldSayWhatIsWrongWithAControlRecord() {
        ConsumerRecord<byte[], byte[]> control = record("sums", null);
        assertThat(reader.read(control)).isEqualTo(new Unreadable("empty value without the header antibody.control"));

        header(control, Topics.CONTROL_HEADER, Topics.CONTROL_CLOSE);
        header(control, Topics.PARTITION_HEADER, "4");
        header(control, Topics.PARTITIONS_HEADER, "4");
        assertThat(reader.read(control))
                .isEqualTo(new Unreadable(
                        "control record without the headers antibody.partition and antibody.partitions"));
    }

    @Test
    void shouldNotTakeAnotherEventForASample() {
        Sample sample = new Sample("s1", "sums", "1+1", "2", null, null, null);

        assertThat(reader.read(record("sums", bytes(sample)))).isInstanceOf(Unreadable.class);
    }

    @Property
    void shouldHaveAnAnswerForAnyBytes(@ForAll byte[] value) {
        assertThat(reader.read(record("sums", value))).isInstanceOf(Unreadable.class);
    }

    @Test
    void shouldNotBlameTheRecordWhenTheRegistryIsAway() {
        byte[] value = bytes(TrainingJobs.sample("sums", 1));
        ScoredRecordReader cutOff =
                new ScoredRecordReader(EventSerdes.of("http://127.0.0.1:9").deserializer(ScoredSample.class));

        assertThatThrownBy(() -> cutOff.read(record("sums", value))).isInstanceOf(TimeoutException.class);
    }

    private static byte[] bytes(SpecificRecord event) {
        return SERDES.serializer().serialize(Topics.SCORED, event);
    }

    private static ConsumerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
        return new ConsumerRecord<>(
                Topics.SCORED,
                0,
                0,
                0,
                TimestampType.CREATE_TIME,
                key.length(),
                value == null ? -1 : value.length,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                new RecordHeaders(),
                Optional.empty());
    }

    private static void header(ConsumerRecord<?, ?> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
