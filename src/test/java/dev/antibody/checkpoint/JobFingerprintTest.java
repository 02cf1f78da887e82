package dev.antibody.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.event.avro.Job;
import dev.antibody.job.Anchors;
import dev.antibody.job.CalibratedScores;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.job.SafeSample;
import dev.antibody.job.SafeSums;
import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Gate;
import dev.antibody.method.LogisticRegression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class JobFingerprintTest {

    private static final RefusalTemplates TEMPLATES = new RefusalTemplates(List.of("No.", "I will not."));
    private static final JobSettings SETTINGS = JobSettings.defaults();
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final JobSettings GIVEN =
            SETTINGS.with().reference(Optional.of(DIGEST)).build();
    private static final JobSettings CALIBRATED = SETTINGS.with()
            .calibrated(Optional.of(CalibratedScores.linear(1, -1, 0.5, -0.5, 0.25)))
            .build();
    private static final JobSettings ANCHORED =
            SETTINGS.with().anchors(Optional.of(SafeSums.anchors(2, 1))).build();
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
    void shouldSeeAnotherRepresentation() {
        CalibratedScore plain = CALIBRATED.calibrated().orElseThrow();
        JobSettings with = SETTINGS.with()
                .calibrated(Optional.of(new CalibratedScore(
                        plain.regression(),
                        Optional.of(new LogisticRegression(new double[1], new double[] {1}, new double[] {2}, 0)))))
                .build();

        assertThatThrownBy(() -> JobFingerprint.requireSame(
                        made(JobFingerprint.of("abc", TEMPLATES, CALIBRATED)),
                        JobFingerprint.of("abc", TEMPLATES, with)))
                .hasMessageContaining("representation was none and is now ");
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
    void shouldSayNothingOfAnAdapterThatAJobWasNotGiven() {
        assertThat(PRESENT).doesNotContain("reference");
    }

    @Test
    void shouldNameTheReferenceAdapterWhenItIsAnother() {
        assertRefused(
                JobFingerprint.of("abc", TEMPLATES, GIVEN),
                "checkpoint 3 of job sums is refused: reference was " + DIGEST + " and is now none;"
                        + " go on under the same conditions, or create a new job");
        assertThatThrownBy(() -> JobFingerprint.requireSame(made(PRESENT), JobFingerprint.of("abc", TEMPLATES, GIVEN)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("reference was none and is now " + DIGEST);
    }

    @Test
    void shouldTellOneCalibratedScoreFromAnotherAndFromNone() {
        String present = JobFingerprint.of("abc", TEMPLATES, CALIBRATED);
        JobSettings other = SETTINGS.with()
                .calibrated(Optional.of(CalibratedScores.linear(1, -1, 0.5, -0.5, 0.5)))
                .build();

        assertThat(PRESENT).doesNotContain("calibrated");
        assertThat(present)
                .isEqualTo(JobFingerprint.of("abc", TEMPLATES, CALIBRATED.with().build()));
        assertThat(present).isNotEqualTo(JobFingerprint.of("abc", TEMPLATES, other));
        assertThatThrownBy(() -> JobFingerprint.requireSame(made(present), PRESENT))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("calibrated was ")
                .hasMessageContaining(" and is now none");
        assertThatThrownBy(() -> JobFingerprint.requireSame(made(PRESENT), present))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("calibrated was none and is now ");
    }

    @Test
    void shouldTellAnchorsFromOthersAndFromNone() {
        String present = JobFingerprint.of("abc", TEMPLATES, ANCHORED);
        List<SafeSample> samples = SafeSums.anchors(2, 1).samples();
        List<SafeSample> reversed = new ArrayList<>(samples);
        Collections.reverse(reversed);

        assertThat(PRESENT).doesNotContain("anchors");
        assertThat(present).isEqualTo(anchored(new Anchors(List.copyOf(samples), 2, 1)));
        assertThat(List.of(
                        present,
                        anchored(SafeSums.anchors(1, 1)),
                        anchored(SafeSums.anchors(2, 0.5)),
                        anchored(new Anchors(samples.subList(0, 4), 2, 1)),
                        anchored(new Anchors(reversed, 2, 1))))
                .doesNotHaveDuplicates();
        assertThatThrownBy(() -> JobFingerprint.requireSame(made(PRESENT), present))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("anchors was none and is now ");
        assertThatThrownBy(() -> JobFingerprint.requireSame(made(present), PRESENT))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("anchors was ")
                .hasMessageContaining(" and is now none");
    }

    @Test
    void shouldNameDampingWhenItIsAnother() {
        assertThat(PRESENT).doesNotContain("damped");
        assertRefused(
                JobFingerprint.of("abc", TEMPLATES, SETTINGS.with().damped(true).build()),
                "checkpoint 3 of job sums is refused: damped was quarter-to-half and is now none;"
                        + " go on under the same conditions, or create a new job");
    }

    @Test
    void shouldNameThePullWhenItIsAnother() {
        assertThat(PRESENT).doesNotContain("pull");
        assertRefused(
                JobFingerprint.of("abc", TEMPLATES, SETTINGS.with().pull(0.25).build()),
                "checkpoint 3 of job sums is refused: pull was 0.25 and is now none;"
                        + " go on under the same conditions, or create a new job");
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

        JobSettings all = CALIBRATED
                .with()
                .reference(Optional.of(DIGEST))
                .anchors(ANCHORED.anchors())
                .damped(true)
                .pull(0.25)
                .build();
        assertThat(JobFingerprint.of("abc", TEMPLATES, all).split(" ", -1)).hasSize((int) settings + 2);
    }

    private static String anchored(Anchors anchors) {
        return JobFingerprint.of(
                "abc", TEMPLATES, SETTINGS.with().anchors(Optional.of(anchors)).build());
    }

    private static void assertRefused(String before, String message) {
        assertThatThrownBy(() -> JobFingerprint.requireSame(made(before), PRESENT))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(message);
    }

    @Test
    void shouldTellWhichModelACheckpointWasMadeWith() {
        assertThat(JobFingerprint.model(made(PRESENT))).contains("abc");
        assertThat(JobFingerprint.model(made("something else"))).isEmpty();
    }

    private static CheckpointManifest made(String fingerprint) {
        return CheckpointManifest.newBuilder()
                .setJob("sums")
                .setVersion(3)
                .setStep(2)
                .setEpoch(0)
                .setPartition(1)
                .setFirstOffset(0)
                .setNextOffset(6)
                .setResumeOffset(6)
                .setFinished(false)
                .setChunks(1)
                .setBlobPartition(0)
                .setBytes(10)
                .setSha256("00")
                .setSignature("")
                .setFingerprint(fingerprint)
                .setAdapterSha256("00")
                .setLoss(1)
                .setSamplesTrained(6)
                .setSamplesQuarantined(0)
                .build();
    }
}
