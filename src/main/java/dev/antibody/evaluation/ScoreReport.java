package dev.antibody.evaluation;

import dev.antibody.method.Calibration;
import dev.antibody.method.ProbeScores;
import java.util.ArrayList;
import java.util.List;

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
                Calibration calibration = scores.calibrate(falseQuarantineRate);
                rows.add(new ScoreRow(task.task(), score, scores.interval(), calibration));
            }
        }
        return rows;
    }
}
