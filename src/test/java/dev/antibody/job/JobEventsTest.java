package dev.antibody.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Job;
import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Gate;
import dev.antibody.method.LogisticRegression;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

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
    void shouldGoByTheNamedScoreWithoutACalibratedOne() {
        JobDefinition job = job(JobSettings.defaults());

        JobDefinition read = JobEvents.fromAvro(throughBytes(JobEvents.toAvro(job)));

        assertThat(read).isEqualTo(job);
        assertThat(read.settings().sampleScore())
                .isEqualTo(JobSettings.defaults().score());
    }

    @ParameterizedTest
    @MethodSource
    void shouldTakeNoCalibratedScoreThatIsNone(List<Double> deviations, List<Double> weights) {
        List<Double> means = List.of(0.0, 0.0, 0.0, 0.0);
        Job job = Job.newBuilder(JobEvents.toAvro(job(JobSettings.defaults())))
                .setCalibrated(new dev.antibody.event.avro.CalibratedScore(means, deviations, weights, 0.0))
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

    private static Job throughBytes(Job job) {
        byte[] bytes = SERDES.<Job>serializer().serialize(Topics.JOBS, job);
        return SERDES.deserializer(Job.class).deserialize(Topics.JOBS, bytes);
    }
}
