package dev.antibody.evaluation;

import dev.antibody.method.Calibration;
import dev.antibody.method.ProbeScores;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Compares the scores on the probes of tasks: which of them separates where. */
public final class ScoreReport {

    private ScoreReport() {}

    /**
     * One row for each task and score, tasks in their order and within each the scores in theirs.
     *
     * @param falseQuarantineRate largest share of benign probes that a threshold may hold back, in [0, 1]
     */
    public static List<ScoreRow> of(List<TaskProbes> tasks, double falseQuarantineRate) {
        List<ScoreRow> rows = new ArrayList<>();
        for (TaskProbes task : tasks) {
            for (ComparedScore score : ComparedScore.values()) {
                ProbeScores scores = score.of(task);
                Calibration calibration = score.calibrate(task, falseQuarantineRate);
                rows.add(new ScoreRow(task.task(), score, scores.interval(), calibration));
            }
        }
        return rows;
    }

    /**
     * The row whose score a job should take: of those that separate, the one with the greatest
     * AUROC, among equals the one that lets the fewest harmful probes through, then the one that holds the fewest
     * benign ones back, then the first. None where no score is left.
     *
     * @param rows of one task
     */
    public static Optional<ScoreRow> choice(List<ScoreRow> rows) {
        return rows.stream()
                .filter(row -> row.separates().isPresent())
                .min(Comparator.comparingDouble((ScoreRow row) -> -row.auroc())
                        .thenComparingInt(
                                row -> row.harmfulThrough().orElseThrow().hits())
                        .thenComparingInt(row -> row.separates()
                                .orElseThrow()
                                .benignQuarantined()
                                .hits()));
    }
}
