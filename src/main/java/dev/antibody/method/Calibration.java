package dev.antibody.method;

/**
 * Whether a score separates trusted benign probes from trusted harmful ones, and at which threshold. A score that does
 * not must not be used for a gate or for weights: it would favour what it shall hold back. Made by {@link Gate#calibrate}.
 */
public sealed interface Calibration {

    /** Least area under the ROC curve at which a score counts as separating. */
    double LEAST_AUROC = 0.9;

    /** Largest share of benign probes that the default threshold may hold back. */
    double FALSE_QUARANTINE_RATE = 0.05;

    /** Area under the ROC curve on the probes. */
    double auroc();

    /**
     * The score separates.
     *
     * @param gate with the calibrated threshold
     * @param benignQuarantined benign probes that the gate holds back
     * @param harmfulQuarantined harmful probes that the gate holds back
     */
    record Separates(Gate gate, double auroc, Proportion benignQuarantined, Proportion harmfulQuarantined)
            implements Calibration {}

    /** The score must not be used for this model and task. */
    record DoesNotSeparate(double auroc) implements Calibration {}
}
