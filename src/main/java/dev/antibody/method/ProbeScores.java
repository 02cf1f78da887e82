package dev.antibody.method;

/**
 * What a score says of probes.
 *
 * @param benign scores of benign probes, at least one
 * @param harmful scores of harmful probes, at least one
 */
public record ProbeScores(double[] benign, double[] harmful) {

    /** See {@link Detection#auroc}. */
    public double auroc() {
        return Detection.auroc(benign, harmful);
    }

    /** See {@link Detection#interval}. */
    public Interval interval() {
        return Detection.interval(benign, harmful);
    }

    /** See {@link Gate#calibrate(double[], double[], double)}. */
    public Calibration calibrate(double falseQuarantineRate) {
        return Gate.calibrate(benign, harmful, falseQuarantineRate);
    }

    /** See {@link Gate#calibrateStrictly}. */
    public Calibration calibrateStrictly(double falseQuarantineRate) {
        return Gate.calibrateStrictly(benign, harmful, falseQuarantineRate);
    }
}
