package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.event.avro.Job;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.method.Gate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class JobFingerprintTest {

    private static final RefusalTemplates TEMPLATES = new RefusalTemplates(List.of("No.", "I will not."));
    private static final JobSettings SETTINGS = JobSettings.defaults();
    private static final String PRESENT = JobFingerprint.of("abc", TEMPLATES, SETTINGS);

    @Test
    void shouldGoOnUnderTheSameConditions() {
        assertThatCode(() -> JobFingerprint.requireSame(made(PRESENT), PRESENT)).doesNotThrowAnyException();
    }

    @Test
    void shouldNameTheSettingThatDiffers() {
        JobSettings before = SETTINGS.with().gate(Optional.of(new Gate(-1.5))).build();

        assertRefused(
                JobFingerprint.of("abc", TEMPLATES, before),
                "checkpoint 3 of job sums is refused: gate was -1.5 and is now none;"
                        + " go on under the same conditions, or create a new job");
    }

    @Test
    void shouldNameTheModelWhenItIsAnother() {
        assertRefused(
                JobFingerprint.of("xyz", TEMPLATES, SETTINGS),
                "checkpoint 3 of job sums is refused: model was xyz and is now abc;"
                        + " go on under the same conditions, or create a new job");
    }

    @Test
    void shouldSeeOtherRefusalTemplates() {
        assertThat(JobFingerprint.of("abc", new RefusalTemplates(List.of("No.")), SETTINGS))
                .isNotEqualTo(PRESENT);
    }

    @Test
    void shouldRefuseAnUnknownForm() {
        assertRefused(
                PRESENT + " more=1",
                "checkpoint 3 of job sums is refused: its fingerprint is of another form;"
                        + " go on under the same conditions, or create a new job");
    }

    /** A setting that is added to jobs and forgotten here would let a checkpoint go on under another one. */
    @Test
    void shouldHoldEverySettingOfAJob() {
        Set<String> notSettings = Set.of("id", "state", "createdAt");
        long settings = Job.getClassSchema().getFields().stream()
                .map(Schema.Field::name)
                .filter(field -> !notSettings.contains(field))
                .count();

        assertThat(PRESENT.split(" ", -1)).hasSize((int) settings + 2);
    }

    private static void assertRefused(String before, String message) {
        assertThatThrownBy(() -> JobFingerprint.requireSame(made(before), PRESENT))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(message);
    }

    private static CheckpointManifest made(String fingerprint) {
        return Manifests.valid().setFingerprint(fingerprint).setVersion(3).build();
    }
}
