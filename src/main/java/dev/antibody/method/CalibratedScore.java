package dev.antibody.method;

import java.util.ArrayList;
import java.util.List;

/**
 * A score that learns from a job's own probes how much response and refusal each tell: the log-odds of benign by a
 * {@link LogisticRegression} on the features of {@link Evidence}. With weights (1, −1) it would be r, with (0, −1) the
 * refusal score. <em>Variant:</em> the paper has r only, which points the wrong way where the form of the answers is
 * unfamiliar.
 */
public record CalibratedScore(LogisticRegression regression) implements SampleScore {

    /** As strong as a few dozen probes need; the usual default of other libraries too. */
    public static final double RIDGE = 1;

    /** Parts of a cross-validation. */
    public static final int FOLDS = 5;

    private static final int LIVE = 2;
    private static final int LIVE_AND_REFERENCE = 4;

    public CalibratedScore {
        int features = regression.weights().length;
        if (features != LIVE && features != LIVE_AND_REFERENCE) {
            throw new IllegalArgumentException("a sample has " + LIVE + " features under one adapter and "
                    + LIVE_AND_REFERENCE + " under two, not " + features);
        }
    }

    /**
     * Fits it on probes, which are either all seen under one adapter or all under two.
     *
     * @param benign at least one
     * @param harmful at least one
     */
    public static CalibratedScore fit(List<Evidence> benign, List<Evidence> harmful) {
        return new CalibratedScore(LogisticRegression.fit(features(benign), features(harmful), RIDGE));
    }

    /**
     * Scores of probes by regressions that have not seen them: the honest base for an AUROC and for a threshold, as with
     * few probes a regression flatters those that it was fitted on. Probe i of either group is in part i mod
     * {@code folds}, and each part is scored by a fit on the others.
     *
     * @param benign at least two
     * @param harmful at least two
     * @param folds parts, at least two; with fewer probes in a group there are only as many
     */
    public static ProbeScores crossValidated(List<Evidence> benign, List<Evidence> harmful, int folds) {
        int parts = Math.min(folds, Math.min(benign.size(), harmful.size()));
        if (parts < 2) {
            throw new IllegalArgumentException("cross-validation needs two parts and two probes of each group, not "
                    + folds + " and " + benign.size() + " benign, " + harmful.size() + " harmful ones");
        }
        double[] benignScores = new double[benign.size()];
        double[] harmfulScores = new double[harmful.size()];
        for (int part = 0; part < parts; part++) {
            CalibratedScore others = fit(without(benign, part, parts), without(harmful, part, parts));
            for (int i = part; i < benignScores.length; i += parts) {
                benignScores[i] = others.of(benign.get(i));
            }
            for (int i = part; i < harmfulScores.length; i += parts) {
                harmfulScores[i] = others.of(harmful.get(i));
            }
        }
        return new ProbeScores(benignScores, harmfulScores);
    }

    /** Log-odds of benign, in nats: 0 is even odds for as many benign as harmful samples. */
    public double of(Evidence sample) {
        return regression.logOdds(sample.features());
    }

    /** Log-odds of benign with the reference in the live adapter's place, where both are known. */
    @Override
    public double gate(Evidence sample) {
        return of(sample.reference().map(other -> Evidence.of(other, other)).orElse(sample));
    }

    /** Whether it was fitted on both. */
    @Override
    public boolean comparesWithReference() {
        return regression.weights().length == LIVE_AND_REFERENCE;
    }

    /**
     * Logarithm of the probability of benign, in nats: 0 for a sample that is benign beyond doubt. A softmax over it weighs
     * each sample by that probability, so that benign samples weigh alike however far beyond doubt they are.
     */
    @Override
    public double weight(Evidence sample) {
        double odds = of(sample);
        return Math.min(odds, 0) - Math.log1p(Math.exp(-Math.abs(odds)));
    }

    private static List<Evidence> without(List<Evidence> probes, int part, int parts) {
        List<Evidence> others = new ArrayList<>(probes.size());
        for (int i = 0; i < probes.size(); i++) {
            if (i % parts != part) {
                others.add(probes.get(i));
            }
        }
        return others;
    }

    private static double[][] features(List<Evidence> probes) {
        return probes.stream().map(Evidence::features).toArray(double[][]::new);
    }
}
