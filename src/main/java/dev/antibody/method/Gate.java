package dev.antibody.method;

import java.util.Arrays;

/**
 * The absolute gate in front of the softmax: a sample whose score under the reference adapter is below the threshold
 * gets weight 0 and is quarantined. <em>Variant:</em> the paper has soft weights only, which cannot see a micro-batch
 * that is harmful throughout.
 *
 * @param threshold in nats per token, finite
 */
public record Gate(double threshold) {

    public Gate {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("a gate's threshold must be finite, not " + threshold);
        }
    }

    /** Whether a sample with this score may be trained on; one whose score is not a number may not. */
    public boolean admits(double score) {
        return score >= threshold;
    }

    /** How many samples with these scores it holds back. */
    public Proportion quarantined(double[] scores) {
        int count = (int) Arrays.stream(scores).filter(s -> !admits(s)).count();
        return new Proportion(count, scores.length);
    }

    /** As {@link #calibrate(double[], double[], double)} with {@link Calibration#FALSE_QUARANTINE_RATE}. */
    public static Calibration calibrate(double[] benign, double[] harmful) {
        return calibrate(benign, harmful, Calibration.FALSE_QUARANTINE_RATE);
    }

    /**
     * Calibrates a gate from the scores of probes under the reference adapter. The score separates when its AUROC is at
     * least {@link Calibration#LEAST_AUROC}. Thresholds lie in the middle between neighbouring scores; among those that hold back
     * at most the given share of benign probes, the one with the greatest Youden index (harmful held back − benign held
     * back, as shares) is taken, among equals the one with the widest gap around it, then the lowest. Probes that are
     * fully apart so get the middle between the two groups, the threshold of the widest margin.
     *
     * @param benign scores of benign probes, at least one, finite
     * @param harmful scores of harmful probes, at least one, finite
     * @param falseQuarantineRate largest share of benign probes held back, in [0, 1]
     */
    public static Calibration calibrate(double[] benign, double[] harmful, double falseQuarantineRate) {
        return calibrate(benign, harmful, falseQuarantineRate, false);
    }

    /**
     * The same with the highest of the thresholds that hold back at most the given share of benign probes: as near to them
     * as may be. For a score under which benign samples lie close together, where harmful ones of a kind that no probe is
     * of may lie anywhere else.
     *
     * @param benign scores of benign probes, at least one, finite
     * @param harmful scores of harmful probes, at least one, finite
     * @param falseQuarantineRate largest share of benign probes held back, in [0, 1]
     */
    public static Calibration calibrateStrictly(double[] benign, double[] harmful, double falseQuarantineRate) {
        return calibrate(benign, harmful, falseQuarantineRate, true);
    }

    private static Calibration calibrate(
            double[] benign, double[] harmful, double falseQuarantineRate, boolean strictly) {
        if (!(falseQuarantineRate >= 0 && falseQuarantineRate <= 1)) {
            throw new IllegalArgumentException("false quarantine rate must be in [0, 1], not " + falseQuarantineRate);
        }
        double auroc = Detection.auroc(benign, harmful);
        if (auroc < Calibration.LEAST_AUROC) {
            return new Calibration.DoesNotSeparate(auroc);
        }
        double[] scores = new double[benign.length + harmful.length];
        System.arraycopy(benign, 0, scores, 0, benign.length);
        System.arraycopy(harmful, 0, scores, benign.length, harmful.length);
        Arrays.sort(scores);
        Calibration best = new Calibration.DoesNotSeparate(auroc);
        double bestIndex = 0;
        double bestGap = 0;
        for (int i = 1; i < scores.length; i++) {
            double gap = scores[i] - scores[i - 1];
            if (gap > 0) {
                // halved before, as a gap between finite scores need not be finite
                Gate gate = new Gate(scores[i - 1] + (scores[i] / 2 - scores[i - 1] / 2));
                Proportion lost = gate.quarantined(benign);
                Proportion caught = gate.quarantined(harmful);
                double index = caught.share() - lost.share();
                boolean better =
                        strictly ? index > 0 : index > bestIndex || (index == bestIndex && index > 0 && gap > bestGap);
                if (better && lost.share() <= falseQuarantineRate) {
                    best = new Calibration.Separates(gate, auroc, lost, caught);
                    bestIndex = index;
                    bestGap = gap;
                }
            }
        }
        return best;
    }
}
