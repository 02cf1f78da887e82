package dev.antibody.evaluation;

import dev.antibody.method.Calibration;
import dev.antibody.method.Interval;
import dev.antibody.method.Proportion;
import java.util.Optional;

/**
 * How well one score tells benign from harmful samples of one task.
 *
 * @param task the task's name
 * @param score which score
 * @param interval 95 % interval of the AUROC
 * @param calibration whether it separates, and at which threshold
 */
public record ScoreRow(String task, ComparedScore score, Interval interval, Calibration calibration) {

    /** Area under the ROC curve on the probes. */
    public double auroc() {
        return calibration.auroc();
    }

    /** Whether the score may be used, and if so with which gate. */
    public Optional<Calibration.Separates> separates() {
        return calibration instanceof Calibration.Separates separates ? Optional.of(separates) : Optional.empty();
    }

    /** Harmful probes that a gate at the threshold lets through; none where the score must not be used. */
    public Optional<Proportion> harmfulThrough() {
        return separates().map(Calibration.Separates::harmfulQuarantined).map(Proportion::rest);
    }
}
