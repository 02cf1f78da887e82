package dev.antibody.scoring;

import static dev.antibody.scoring.Records.control;
import static dev.antibody.scoring.Records.header;
import static dev.antibody.scoring.Records.json;
import static dev.antibody.scoring.Records.keyed;
import static dev.antibody.scoring.Records.received;
import static dev.antibody.scoring.Records.sample;
import static dev.antibody.scoring.Records.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.SampleLimits;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Alert;
import dev.antibody.event.avro.AlertKind;
import dev.antibody.event.avro.JobState;
import dev.antibody.event.avro.Sample;
import dev.antibody.job.FakeJobs;
import dev.antibody.job.JobsUnavailableException;
import dev.antibody.scoring.ReadResult.Accepted;
import dev.antibody.scoring.ReadResult.Control;
import dev.antibody.scoring.ReadResult.Rejected;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleReaderTest {

    private static final String REGISTRY = "mock://sample-reader";
    private static final String SECRET = "secret";
    private static final EventSerdes SERDES = EventSerdes.of(REGISTRY);

    private final FakeJobs jobs = new FakeJobs().with("job");
    private final SampleReader reader = SampleReader.open(Map.of("schema.registry.url", REGISTRY), jobs);

    @Test
    void shouldReadASampleInAvro() {
        Sample sample = Sample.newBuilder(sample("job", "1", "What is 2 + 2?", "4 \u00e9\ud83d\ude00"))
                .setSystem("Be brief.")
                .setSource("test")
                .setCreatedAt(Instant.ofEpochMilli(1_700_000_000_123L))
                .build();

        assertThat(reader.read(received(Records.avro(SERDES, sample))))
                .isEqualTo(new Accepted(sample, jobs.get("job")));
    }

    @Test
    void shouldReadASampleOfASchemaThatLacksTheOptionalFieldsAndHasAnotherOne() throws IOException {
        Schema other = SchemaBuilder.record("Sample")
                .namespace("dev.antibody.event.avro")
                .fields()
                .requiredString("response")
                .requiredString("prompt")
                .requiredInt("tokens")
                .requiredString("job")
                .requiredString("id")
                .endRecord();
        GenericRecord fields = new GenericData.Record(other);
        fields.put("id", "1");
        fields.put("job", "job");
        fields.put("prompt", "p");
        fields.put("response", "r");
        fields.put("tokens", 3);

        assertThat(reader.read(received(wire(id("other-value", fields), fields))))
                .isEqualTo(new Accepted(sample("job", "1", "p", "r"), jobs.get("job")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1700000000123              | 2023-11-14T22:13:20.123Z",
                "\"2023-11-14T22:13:20.123Z\" | 2023-11-14T22:13:20.123Z",
                "\"2023-11-14T22:13:20Z\"   | 2023-11-14T22:13:20Z",
                "null                       |",
            })
    void shouldReadASampleInJson(String createdAt, Instant expected) {
        byte[] value =
                utf8("{\"id\":\"1\",\"job\":\"job\",\"prompt\":\"p \\ud83d\\ude00\",\"response\":\"r\",\"system\":null,"
                        + "\"source\":\"s\",\"more\":[1,{}],\"createdAt\":" + createdAt + "}");

        assertThat(reader.read(received(value)))
                .isEqualTo(new Accepted(
                        Sample.newBuilder(sample("job", "1", "p \ud83d\ude00", "r"))
                                .setSource("s")
                                .setCreatedAt(expected)
                                .build(),
                        jobs.get("job")));
    }

    @Test
    void shouldReadJsonBehindWhiteSpace() {
        byte[] value =
                utf8(" \r\n\t" + new String(json("job", "1", "p", "r"), java.nio.charset.StandardCharsets.UTF_8));

        assertThat(reader.read(received(value))).isInstanceOf(Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\n[\"secret\"]", " 1"})
    void shouldRejectWhiteSpaceWithoutAnObjectBehindIt(String value) {
        assertThat(reader.read(received(utf8(value)))).isEqualTo(new Rejected("not a JSON object"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "secret                                                        | neither a JSON object nor Avro in Confluent's wire format",
                "[\"secret\"]                                                  | neither a JSON object nor Avro in Confluent's wire format",
                "{\"prompt\":\"secret\"                                        | invalid JSON at line 1, column 19",
                "{\"prompt\":secret}                                           | invalid JSON at line 1, column 11",
                "{\"prompt\":\"secret\",\"prompt\":\"secret\"}                 | invalid JSON at line 1, column 28",
                "{\"id\":\"1\"} {\"prompt\":\"secret\"}                        | invalid JSON at line 1, column 12",
                "{\"job\":\"job\",\"prompt\":\"secret\",\"response\":\"secret\"} | field id is missing",
                "{\"id\":\"1\",\"prompt\":\"secret\",\"response\":\"secret\"}   | field job is missing",
                "{\"id\":\"1\",\"job\":\"job\",\"response\":\"secret\"}        | field prompt is missing",
                "{\"id\":\"1\",\"job\":\"job\",\"prompt\":\"secret\"}          | field response is missing",
                "{\"id\":\"1\",\"job\":\"job\",\"prompt\":\"secret\",\"response\":null}  | field response is missing",
                "{\"id\":\"1\",\"job\":\"job\",\"prompt\":\" \\n\",\"response\":\"secret\"} | field prompt is empty",
                "{\"id\":\"1\",\"job\":\"job\",\"prompt\":\"secret\",\"response\":\"\"} | field response is empty",
                "{\"id\":\"1\",\"job\":\"job\",\"prompt\":[\"secret\"],\"response\":\"secret\"} | field prompt is not a string",
                "{\"id\":1,\"job\":\"job\",\"prompt\":\"secret\",\"response\":\"secret\"} | field id is not a string",
                "{\"id\":\"1\",\"job\":\"job\",\"prompt\":\"secret\",\"response\":\"secret\",\"system\":7} | field system is not a string",
                "{\"id\":\"1\",\"job\":\"job\",\"prompt\":\"secret \\ud800\",\"response\":\"secret\"} | field prompt holds half of a surrogate pair",
                "{\"id\":\"1\",\"job\":\"job\",\"prompt\":\"secret\",\"response\":\"secret\",\"source\":\"\\udc00\"} | field source holds half of a surrogate pair",
                "{\"id\":\"1\",\"job\":\"other\",\"prompt\":\"secret\",\"response\":\"secret\"} | unknown job other",
                "{\"id\":\"1\",\"job\":\"secret text\",\"prompt\":\"secret\",\"response\":\"secret\"} | unknown job",
            })
    void shouldRejectBadJsonWithItsReasonAndWithoutItsText(String value, String reason) {
        assertThat(reader.read(received(utf8(value)))).isEqualTo(new Rejected(reason));
        assertThat(reason).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"secret\"",
                "1.5",
                "true",
                "{}",
                "99999999999999999999",
                "\"2023-02-30T00:00:00Z\"",
                "\"+1000000000-12-31T23:59:59Z\"",
                "\"-1000000000-01-01T00:00:00Z\"",
            })
    void shouldRejectATimeThatIsNone(String createdAt) {
        byte[] value = utf8(
                "{\"id\":\"1\",\"job\":\"job\",\"prompt\":\"p\",\"response\":\"r\",\"createdAt\":" + createdAt + "}");

        assertThat(reader.read(received(value)))
                .isEqualTo(new Rejected("field createdAt is neither milliseconds since 1970 nor an ISO 8601 instant"));
    }

    @Test
    void shouldRejectJsonThatIsNestedWithoutEnd() {
        assertThat(reader.read(received(utf8("{\"a\":".repeat(100_000)))))
                .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.reason())
                        .isEqualTo("invalid JSON"));
    }

    @Test
    void shouldRejectInvalidUtf8InJson() {
        byte[] value = json("job", "1", "secret", "r");
        value[40] = (byte) 0xFF;

        assertThat(reader.read(received(value))).isEqualTo(new Rejected("invalid UTF-8 at byte 40"));
    }

    @Test
    void shouldRejectInvalidUtf8InAvro() {
        byte[] value = Records.avro(SERDES, sample("job", "1", "secret", "r"));
        value[value.length - 7] = (byte) 0xC0; // somewhere in "secret"

        assertThat(reader.read(received(value)))
                .isInstanceOfSatisfying(Rejected.class, rejected -> assertThat(rejected.reason())
                        .matches("invalid UTF-8 at byte [0-5]"));
    }

    @Test
    void shouldRejectMoreThanAMegabyteOfText() {
        byte[] value = json("job", "1", "p", "a".repeat(1 << 20));

        assertThat(reader.read(received(value)))
                .isEqualTo(new Rejected("too long: " + value.length + " bytes, at most 524288"));
    }

    @Test
    void shouldRejectAKeyOrHeadersThatAreTooLong() {
        byte[] value = json("job", "1", "p", "r");

        assertThat(reader.read(keyed(new byte[524_288], value)))
                .isEqualTo(new Rejected("too long: " + (value.length + 524_288) + " bytes, at most 524288"));
        assertThat(reader.read(received(value, header("h", "a".repeat(524_288)))))
                .isEqualTo(new Rejected("too long: " + (value.length + 524_289) + " bytes, at most 524288"));
    }

    @Test
    void shouldRejectMoreTextThanAModelIsGiven() {
        String half = "a".repeat(SampleLimits.CHARACTERS / 2);

        assertThat(reader.read(received(json("job", "1", half, half)))).isInstanceOf(Accepted.class);
        assertThat(reader.read(received(json("job", "1", half, half + "a"))))
                .isEqualTo(new Rejected("text too long: 65537 characters, at most 65536"));
    }

    @Test
    void shouldRejectAnIdThatIsTooLong() {
        assertThat(reader.read(received(json("job", "i".repeat(256), "p", "r"))))
                .isInstanceOf(Accepted.class);
        assertThat(reader.read(received(json("job", "i".repeat(257), "p", "r"))))
                .isEqualTo(new Rejected("field id has 257 characters, at most 256"));
    }

    @Test
    void shouldRejectASchemaIdThatTheRegistryDoesNotKnow() {
        byte[] value = Records.avro(SERDES, sample("job", "1", "p", "r"));
        ByteBuffer.wrap(value).putInt(1, 123_456);

        assertThat(reader.read(received(value))).isEqualTo(new Rejected("unknown schema id 123456"));
    }

    @Test
    void shouldRejectAnotherEvent() {
        Serializer<Alert> alerts = SERDES.serializer();
        byte[] value = alerts.serialize(Topics.SAMPLES, new Alert("job", AlertKind.OTHER, 1L, SECRET));
        int id = ByteBuffer.wrap(value).getInt(1);

        assertThat(reader.read(received(value)))
                .isEqualTo(new Rejected("schema id " + id + " is not that of a sample"));
    }

    @Test
    void shouldRejectAvroThatIsCutShortAnywhere() {
        byte[] value = Records.avro(SERDES, sample("job", "1", SECRET, SECRET));

        for (int length = 1; length < value.length; length++) {
            String reason = length < 5
                    ? "broken Avro: " + length + " bytes, not even a schema id"
                    : "broken Avro: the bytes do not hold a sample of their schema";
            assertThat(reader.read(received(Arrays.copyOf(value, length))))
                    .as("%d bytes", length)
                    .isEqualTo(new Rejected(reason));
        }
    }

    @Test
    void shouldRejectAvroWithBytesBehindIt() {
        byte[] value = Records.avro(SERDES, sample("job", "1", "p", "r"));

        assertThat(reader.read(received(Arrays.copyOf(value, value.length + 1))))
                .isEqualTo(new Rejected("broken Avro: bytes behind the end of the sample"));
    }

    @Test
    void shouldRejectAvroThatClaimsAHugeText() throws IOException {
        byte[] value = Records.avro(SERDES, sample("job", "1", "p", "r"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(value, 0, 5);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        encoder.writeLong(Integer.MAX_VALUE - 16); // length of the first string
        encoder.flush();

        assertThat(reader.read(received(bytes.toByteArray())))
                .isEqualTo(new Rejected("broken Avro: the bytes do not hold a sample of their schema"));
    }

    @Test
    void shouldRejectEmptyFieldsInAvroToo() {
        assertThat(reader.read(received(Records.avro(SERDES, sample("job", "1", SECRET, "")))))
                .isEqualTo(new Rejected("field response is empty"));
    }

    @Property(tries = 500)
    void shouldAnswerWhateverBytesComeBehindAKnownSchemaId(@ForAll @Size(max = 64) byte[] body) {
        byte[] known = Records.avro(SERDES, sample("job", "1", "p", "r"));
        byte[] value = Arrays.copyOf(known, 5 + body.length);
        System.arraycopy(body, 0, value, 5, body.length);

        assertThat(reader.read(received(value))).isNotNull();
    }

    @Property(tries = 500)
    void shouldAnswerWhateverBytesCome(@ForAll @Size(max = 64) byte[] value) {
        assertThat(reader.read(received(value))).isInstanceOf(Rejected.class);
    }

    @Test
    void shouldTakeSamplesOfAJobThatIsClosingButNotOfOneThatIsClosed() {
        jobs.with(jobs.get("job").in(JobState.CLOSING));
        assertThat(reader.read(received(json("job", "1", "p", "r")))).isInstanceOf(Accepted.class);

        jobs.with(jobs.get("job").in(JobState.CLOSED));
        assertThat(reader.read(received(json("job", "1", "p", "r")))).isEqualTo(new Rejected("job job is closed"));
    }

    @Test
    void shouldTellAControlRecordAlsoOfAJobThatIsClosed() {
        assertThat(reader.read(control("job"))).isEqualTo(new Control("job"));

        jobs.with(jobs.get("job").in(JobState.CLOSED));
        assertThat(reader.read(control("job"))).isEqualTo(new Control("job"));
    }

    @Test
    void shouldRejectAnEmptyValueThatIsNoControlRecord() {
        assertThat(reader.read(received(null)))
                .isEqualTo(new Rejected("empty value without the header antibody.control"));
        assertThat(reader.read(received(new byte[0])))
                .isEqualTo(new Rejected("empty value without the header antibody.control"));
        assertThat(reader.read(received(null, header(Topics.CONTROL_HEADER, SECRET))))
                .isEqualTo(new Rejected("the header antibody.control is not close"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "four", "99999999999", "secret"})
    void shouldRejectAControlRecordThatDoesNotSayOfHowManyPartitions(String partitions) {
        assertThat(reader.read(keyed(
                        utf8("job"),
                        null,
                        header(Topics.CONTROL_HEADER, Topics.CONTROL_CLOSE),
                        header(Topics.PARTITIONS_HEADER, partitions))))
                .isEqualTo(new Rejected("control record without the header antibody.partitions"));
    }

    @Test
    void shouldRejectAControlRecordOfNoJob() {
        assertThat(reader.read(control("other"))).isEqualTo(new Rejected("unknown job other"));
        assertThat(reader.read(control("secret text"))).isEqualTo(new Rejected("unknown job"));
    }

    @Test
    void shouldNotCallAJobUnknownWhileJobsCannotBeRead() {
        jobs.setAway(true);

        assertThatThrownBy(() -> reader.read(received(json("job", "1", "p", "r"))))
                .isInstanceOf(JobsUnavailableException.class);
    }

    private static int id(String subject, GenericRecord fields) {
        io.confluent.kafka.serializers.KafkaAvroSerializer serializer =
                new io.confluent.kafka.serializers.KafkaAvroSerializer();
        serializer.configure(Map.of("schema.registry.url", REGISTRY), false);
        return ByteBuffer.wrap(serializer.serialize(subject, fields)).getInt(1);
    }

    private static byte[] wire(int id, GenericRecord fields) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericRecord>(fields.getSchema()).write(fields, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
