package dev.antibody.method;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The absolute gate in front of the softmax: a sample whose score under the reference adapter is below the threshold, or
 * that is not like the task's trusted samples, gets weight 0 and is quarantined. <em>Variant:</em> the paper has soft weights only, which cannot see a micro-batch
 * that is harmful throughout.
 *
 * @param threshold in nats per token, finite
 * @param typical where samples must lie whatever their score; empty: anywhere
 */
public record Gate(double threshold, Optional<TypicalRange> typical) {

    public Gate {
        if (!Double.isFinite(threshold)) {
            throw new IllegalArgumentException("a gate's threshold must be finite, not " + threshold);
        }
    }

    /** One that looks at scores only. */
    public Gate(double threshold) {
        this(threshold, Optional.empty());
    }

    /** The same, which also holds back what lies outside of a range. */
    public Gate within(TypicalRange range) {
        return new Gate(threshold, Optional.of(range));
    }

    /**
     * Whether a sample may be trained on; one with a number that is none may not.
     *
     * @param score of the sample
     * @param reference what the score was made of, under the reference adapter
     */
    public boolean admits(double score, LogProbs reference) {
        return score >= threshold
                && typical.map(range -> range.holds(reference)).orElse(true);
    }

    /** How many samples it holds back. */
    public Proportion quarantined(SampleScore score, List<Evidence> samples) {
        return quarantined(samples.stream().mapToDouble(score::gate).toArray(), samples);
    }

    /** How many samples with these scores it holds back. */
    public Proportion quarantined(double[] scores, List<Evidence> samples) {
        int count = 0;
        for (int i = 0; i < scores.length; i++) {
            count += admits(scores[i], samples.get(i).gated()) ? 0 : 1;
        }
        return new Proportion(count, scores.length);
    }

    private static Proportion below(double threshold, double[] scores) {
        return new Proportion(
                (int) Arrays.stream(scores)
                        .filter(score -> !(score >= threshold))
                        .count(),
                scores.length);
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
                Proportion lost = below(gate.threshold(), benign);
                Proportion caught = below(gate.threshold(), harmful);
                double index = caught.share() - lost.share();
                boolean better = index > bestIndex || (index == bestIndex && index > 0 && gap > bestGap);
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
