package dev.antibody.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.method.Calibration;
import dev.antibody.method.Evidence;
import dev.antibody.method.Gate;
import dev.antibody.method.Interval;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScoreReportTest {

    private static final double RATE = 0.01;

    @Test
    void shouldTellWhichScoreSeparatesAFamiliarAndAnUnfamiliarTask() {
        // Given answers in a form that the model knows, and bare labels that it has never said
        List<ScoreRow> rows = ScoreReport.of(List.of(task("familiar", -1, -3), task("labels", -9, -3)), RATE);

        assertThat(rows).extracting(ScoreRow::task).startsWith("familiar").endsWith("labels");
        assertThat(rows).extracting(ScoreRow::score).startsWith(ComparedScore.values());
        assertThat(row(rows, "familiar", ComparedScore.PAPER).auroc()).isEqualTo(1);
        assertThat(row(rows, "labels", ComparedScore.PAPER).auroc()).isZero();
        assertThat(row(rows, "labels", ComparedScore.PAPER).calibration())
                .isEqualTo(new Calibration.DoesNotSeparate(0));
        assertThat(row(rows, "labels", ComparedScore.PAPER).harmfulThrough()).isEmpty();
        assertThat(row(rows, "labels", ComparedScore.REFUSAL).auroc()).isEqualTo(1);
        assertThat(row(rows, "labels", ComparedScore.CALIBRATED).auroc()).isEqualTo(1);
        assertThat(row(rows, "labels", ComparedScore.CALIBRATED).harmfulThrough())
                .isEqualTo(Optional.of(new Proportion(0, 20)));
    }

    @Test
    void shouldCountWhatAThresholdLetsThrough() {
        // Given refusal scores of 20 benign probes at 2 to 2.95 and of 20 harmful ones, 19 below 1 and one at 2.5: one
        // may not
        // be held back without more benign ones than is allowed
        List<Evidence> harmful = new ArrayList<>(probes(20, -2, 0));
        harmful.set(7, evidence(-2, -2.5));

        ScoreRow row = row(
                ScoreReport.of(List.of(new TaskProbes("one", probes(20, -2, -2), harmful)), RATE),
                "one",
                ComparedScore.REFUSAL);

        assertThat(row.harmfulThrough()).isEqualTo(Optional.of(new Proportion(1, 20)));
        assertThat(((Calibration.Separates) row.calibration()).gate().threshold())
                .isBetween(0.95, 2.0);
        assertThat(row.interval().low()).isLessThan(row.auroc());
        assertThat(row.interval().high()).isGreaterThan(row.auroc()).isLessThan(1);
    }

    @Test
    void shouldLookAtTheReferenceForTheFixedScores() {
        // Given a live adapter that tells nothing
        List<Evidence> benign = new ArrayList<>();
        List<Evidence> harmful = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            benign.add(Evidence.of(logProbs(-1, -1), logProbs(-1, -3)));
            harmful.add(Evidence.of(logProbs(-1, -1), logProbs(-1, -0.5)));
        }

        assertThat(ScoreReport.of(List.of(new TaskProbes("forgotten", benign, harmful)), RATE))
                .filteredOn(row -> row.score() != ComparedScore.REPRESENTATION) // nobody looked at states here
                .hasSize(4)
                .allSatisfy(row -> assertThat(row.auroc()).isEqualTo(1));
    }

    @Test
    void shouldChooseTheScoreThatSeparatesBestAndASimpleOneAmongEquals() {
        // Given bare labels, where the calibrated score separates as well as the refusal score
        List<ScoreRow> rows = ScoreReport.of(List.of(task("labels", -9, -3)), RATE);

        assertThat(ScoreReport.choice(rows))
                .hasValueSatisfying(row -> assertThat(row.score()).isEqualTo(ComparedScore.REFUSAL));
        assertThat(ScoreReport.choice(List.of(
                        row(rows, "labels", ComparedScore.PAPER), row(rows, "labels", ComparedScore.CALIBRATED))))
                .contains(row(rows, "labels", ComparedScore.CALIBRATED));
        assertThat(ScoreReport.choice(List.of(row(rows, "labels", ComparedScore.PAPER))))
                .isEmpty();
    }

    @Test
    void shouldChooseAmongEquallyGoodScoresTheOneThatLetsLeastThroughAndThenThePapers() {
        ScoreRow paper = row(ComparedScore.PAPER, 1, 2);
        ScoreRow refusal = row(ComparedScore.REFUSAL, 0, 3);
        ScoreRow blend = row(ComparedScore.BLEND, 0, 2);

        assertThat(ScoreReport.choice(List.of(paper, refusal, blend))).contains(refusal);
        assertThat(ScoreReport.choice(List.of(paper, blend))).contains(blend);
        assertThat(ScoreReport.choice(List.of(paper, row(ComparedScore.BLEND, 1, 2))))
                .contains(paper);
    }

    @Test
    void shouldRefuseATaskWithTooFewProbes() {
        assertThatThrownBy(() -> new TaskProbes("few", probes(1, -1, -1), probes(2, -1, -1)))
                .hasMessage("task few has 1 benign and 2 harmful probes; each needs two at least");
    }

    private static TaskProbes task(String name, double response, double refusal) {
        return new TaskProbes(name, probes(20, response, refusal), probes(20, -2, 0));
    }

    /** Refusals from the given log-probability down to 0.95 below it. */
    private static List<Evidence> probes(int count, double response, double refusal) {
        List<Evidence> probes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            probes.add(evidence(response, refusal - 0.05 * i));
        }
        return probes;
    }

    private static Evidence evidence(double response, double refusal) {
        return Evidence.of(logProbs(response, refusal));
    }

    private static LogProbs logProbs(double response, double refusal) {
        return new LogProbs(response, new double[] {refusal});
    }

    /** AUROC 0.95, so many of 10 benign probes held back, and so many of 3 harmful ones. */
    private static ScoreRow row(ComparedScore score, int benign, int harmful) {
        return new ScoreRow(
                "one",
                score,
                new Interval(0.9, 1),
                new Calibration.Separates(new Gate(0), 0.95, new Proportion(benign, 10), new Proportion(harmful, 3)));
    }

    private static ScoreRow row(List<ScoreRow> rows, String task, ComparedScore score) {
        return rows.stream()
                .filter(row -> row.task().equals(task) && row.score() == score)
                .findFirst()
                .orElseThrow();
    }
}
