package dev.antibody.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Gate;
import dev.antibody.method.LogisticRegression;
import dev.antibody.method.Method;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JobSettingsTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void shouldSayWhatASettingMayBe(String message, UnaryOperator<JobSettingsBuilder> change) {
        JobSettingsBuilder builder = change.apply(JobSettings.defaults().with());

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessage(message);
    }

    static Stream<Arguments> shouldSayWhatASettingMayBe() {
        return Stream.of(
                refused("tau must be above 0, not 0.0", it -> it.tau(0)),
                refused("tau must be above 0, not NaN", it -> it.tau(Double.NaN)),
                refused("tau must be above 0, not Infinity", it -> it.tau(Double.POSITIVE_INFINITY)),
                refused("batch size must be between 1 and 1024, not 0", it -> it.batchSize(0)),
                refused("batch size must be between 1 and 1024, not 1025", it -> it.batchSize(1025)),
                refused("epochs must be between 1 and 1000, not 0", it -> it.epochs(0)),
                refused("epochs must be between 1 and 1000, not 1001", it -> it.epochs(1001)),
                refused("learning rate must be above 0, not -1.0E-5", it -> it.learningRate(-1e-5)),
                refused("learning rate must be above 0, not NaN", it -> it.learningRate(Double.NaN)),
                refused("pull must be 0 or more, not -0.1", it -> it.pull(-0.1)),
                refused("pull must be 0 or more, not NaN", it -> it.pull(Double.NaN)),
                refused("weight decay must be 0 or more, not -0.1", it -> it.weightDecay(-0.1)),
                refused("weight decay must be 0 or more, not NaN", it -> it.weightDecay(Double.NaN)),
                refused("weight decay must be 0 or more, not Infinity", it -> it.weightDecay(Double.POSITIVE_INFINITY)),
                refused("clip norm must be above 0, not 0.0", it -> it.clipNorm(0)),
                refused("maximum length must be between 8 and 1048576, not 7", it -> it.maxLength(7)),
                refused("maximum length must be between 8 and 1048576, not 1048577", it -> it.maxLength(1048577)),
                refused("templates per sample must be between 1 and 64, not 0", it -> it.templatesPerSample(0)),
                refused("templates per sample must be between 1 and 64, not 65", it -> it.templatesPerSample(65)),
                refused("maximum weight staleness must be 0 or more, not -1", it -> it.maxWeightStaleness(-1)),
                refused("steps between checkpoints must be 1 or more, not 0", it -> it.checkpointEvery(0)),
                refused(
                        "method sft has no gate: leave out the gate threshold or choose method antibody",
                        it -> it.method(Method.SFT).gate(Optional.of(new Gate(0.5)))),
                refused(
                        "method sft has no score: leave out the calibrated one or choose method antibody",
                        it -> it.method(Method.SFT).calibrated(Optional.of(CalibratedScores.linear(1, -1, 0, 0, 0)))),
                refused(
                        "a job's calibrated score is of four features, two of them under the reference adapter",
                        it -> it.calibrated(Optional.of(new CalibratedScore(new LogisticRegression(
                                new double[2], new double[] {1, 1}, new double[] {1, -1}, 0))))));
    }

    private static Arguments refused(String message, UnaryOperator<JobSettingsBuilder> change) {
        return Arguments.of(message, change);
    }

    @Test
    void shouldTakeTheEdgesOfEachRange() {
        JobSettings least = JobSettings.defaults()
                .with()
                .batchSize(1)
                .epochs(1)
                .weightDecay(0)
                .maxLength(8)
                .templatesPerSample(1)
                .maxWeightStaleness(0)
                .checkpointEvery(1)
                .build();
        JobSettings most = least.with()
                .batchSize(1024)
                .epochs(1000)
                .maxLength(1 << 20)
                .templatesPerSample(64)
                .maxWeightStaleness(Integer.MAX_VALUE)
                .checkpointEvery(Integer.MAX_VALUE)
                .build();

        assertThat(least.weightDecay()).isZero();
        assertThat(most.batchSize()).isEqualTo(1024);
    }

    @Test
    void shouldKeepEverySettingThatTheBuilderWasNotTold() {
        JobSettings settings = JobSettings.defaults().with().seed(42).tau(2).build();

        assertThat(settings.with().build()).isEqualTo(settings).isNotEqualTo(JobSettings.defaults());
        assertThat(settings.with().seed(1).tau(1).build()).isEqualTo(JobSettings.defaults());
    }
}
