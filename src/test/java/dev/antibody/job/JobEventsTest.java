package dev.antibody.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Job;
import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Gate;
import dev.antibody.method.LogisticRegression;
import dev.antibody.method.Method;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs through their record's bytes. */
class JobEventsTest {

    private static final EventSerdes SERDES = EventSerdes.of("mock://job-events");
    private static final CalibratedScore CALIBRATED = new CalibratedScore(new LogisticRegression(
            new double[] {-1.1, -2.2, -3.3, -0.0},
            new double[] {Double.MIN_VALUE, 1.0 / 3, 0.1, 1e300},
            new double[] {1, -1, Math.PI, 0},
            -0.7));

    @Test
    void shouldKeepACalibratedScoreToTheBit() {
        JobDefinition job = job(JobSettings.defaults()
                .with()
                .calibrated(Optional.of(CALIBRATED))
                .gate(Optional.of(new Gate(-0.7229)))
                .build());

        JobDefinition read = JobEvents.fromAvro(throughBytes(JobEvents.toAvro(job)));

        assertThat(read).isEqualTo(job).hasSameHashCodeAs(job);
        assertThat(read.settings().sampleScore()).isEqualTo(CALIBRATED);
    }

    @Test
    void shouldKeepARepresentationToTheBit() {
        CalibratedScore score = new CalibratedScore(
                CALIBRATED.regression(),
                Optional.of(new LogisticRegression(
                        new double[] {0.1, -1e-300}, new double[] {Math.E, 3}, new double[] {-0.0, 1.0 / 7}, 0.3)));
        JobDefinition job =
                job(JobSettings.defaults().with().calibrated(Optional.of(score)).build());

        JobDefinition read = JobEvents.fromAvro(throughBytes(JobEvents.toAvro(job)));

        assertThat(read.settings().sampleScore()).isEqualTo(score);
    }

    @Test
    void shouldGoByTheNamedScoreWithoutACalibratedOne() {
        JobDefinition job = job(JobSettings.defaults());

        JobDefinition read = JobEvents.fromAvro(throughBytes(JobEvents.toAvro(job)));

        assertThat(read).isEqualTo(job);
        assertThat(read.settings().sampleScore())
                .isEqualTo(JobSettings.defaults().score());
    }

    @ParameterizedTest
    @EnumSource(names = {"ANTIBODY", "SFT"})
    void shouldKeepAnchorsDampingAndPull(Method method) {
        JobDefinition job = job(JobSettings.defaults()
                .with()
                .method(method)
                .anchors(Optional.of(SafeSums.anchors(2, 0.3)))
                .damped(true)
                .pull(0.25)
                .build());

        JobDefinition read = JobEvents.fromAvro(throughBytes(JobEvents.toAvro(job)));

        assertThat(read).isEqualTo(job).hasSameHashCodeAs(job);
        assertThat(read.settings().anchors()).contains(SafeSums.anchors(2, 0.3));
    }

    @Test
    void shouldReadARecordOfBeforeThereWereAnchors() throws IOException {
        Schema before = new Schema.Parser().parse(Files.readString(Path.of("src/test/resources/schemas/Job/v3.avsc")));
        JobDefinition job = job(JobSettings.defaults());

        JobDefinition read = JobEvents.fromAvro(read(before, written(before, JobEvents.toAvro(job))));

        assertThat(read).isEqualTo(job);
        assertThat(read.settings().anchors()).isEmpty();
        assertThat(read.settings().damped()).isFalse();
        assertThat(read.settings().pull()).isZero();
    }

    @Test
    void shouldLetAProgramOfBeforeReadARecordWithAnchors() throws IOException {
        Schema before = new Schema.Parser().parse(Files.readString(Path.of("src/test/resources/schemas/Job/v3.avsc")));
        Job job = JobEvents.toAvro(job(JobSettings.defaults()
                .with()
                .anchors(Optional.of(SafeSums.anchors(2, 1)))
                .build()));

        BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(written(Job.getClassSchema(), job), null);
        GenericRecord read = new GenericDatumReader<GenericRecord>(Job.getClassSchema(), before).read(null, decoder);

        assertThat(read.get("id")).hasToString("sums");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6})
    void shouldTakeNoAnchorsThatAreNone(int perMicroBatch) {
        Job job = JobEvents.toAvro(job(JobSettings.defaults()
                .with()
                .anchors(Optional.of(SafeSums.anchors(2, 1)))
                .build()));
        Job wrong = Job.newBuilder(job)
                .setAnchors(dev.antibody.event.avro.Anchors.newBuilder(job.getAnchors())
                        .setPerMicroBatch(perMicroBatch)
                        .build())
                .build();

        assertThatIllegalArgumentException().isThrownBy(() -> JobEvents.fromAvro(throughBytes(wrong)));
    }

    @ParameterizedTest
    @MethodSource
    void shouldTakeNoCalibratedScoreThatIsNone(List<Double> deviations, List<Double> weights) {
        List<Double> means = List.of(0.0, 0.0, 0.0, 0.0);
        Job job = Job.newBuilder(JobEvents.toAvro(job(JobSettings.defaults())))
                .setCalibrated(new dev.antibody.event.avro.CalibratedScore(means, deviations, weights, 0.0, null))
                .build();

        assertThatIllegalArgumentException().isThrownBy(() -> JobEvents.fromAvro(throughBytes(job)));
    }

    static Stream<Arguments> shouldTakeNoCalibratedScoreThatIsNone() {
        List<Double> ones = List.of(1.0, 1.0, 1.0, 1.0);
        return Stream.of(
                Arguments.of(ones, List.of(1.0, 1.0, 1.0)),
                Arguments.of(ones, List.of(1.0, 1.0, 1.0, Double.NaN)),
                Arguments.of(List.of(1.0, 1.0, 1.0, 0.0), ones));
    }

    private static JobDefinition job(JobSettings settings) {
        return JobDefinition.open("sums", settings, Instant.EPOCH);
    }

    /** The job as a program writes it that knows this schema's fields. */
    private static byte[] written(Schema schema, Job job) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        GenericRecord fields = new GenericData.Record(schema);
        schema.getFields().forEach(field -> fields.put(field.name(), job.get(field.name())));
        new GenericDatumWriter<GenericRecord>(schema, job.getSpecificData()).write(fields, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }

    private static Job read(Schema writer, byte[] bytes) throws IOException {
        return new SpecificDatumReader<Job>(writer, Job.getClassSchema())
                .read(null, DecoderFactory.get().binaryDecoder(bytes, null));
    }

    private static Job throughBytes(Job job) {
        byte[] bytes = SERDES.<Job>serializer().serialize(Topics.JOBS, job);
        return SERDES.deserializer(Job.class).deserialize(Topics.JOBS, bytes);
    }
}
