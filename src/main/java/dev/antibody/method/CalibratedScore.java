package dev.antibody.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

/**
 * A score that learns from a job's own probes how much response and refusal each tell: the log-odds of benign by a
 * {@link LogisticRegression} on the features of {@link Evidence}. With weights (1, −1) it would be r, with (0, −1) the
 * refusal score. <em>Variant:</em> the paper has r only, which points the wrong way where the form of the answers is
 * unfamiliar.
 *
 * <p>With a <em>representation</em> the gate takes other features: the state in which the model's last layer predicts the
 * response ({@link LogProbs#state}), under the reference adapter. Four log-probabilities cannot tell a harmful sample of a
 * kind that no probe is of from a benign one as well as hundreds of coordinates can.
 *
 * @param regression on the log-probabilities
 * @param representation on the state; empty if the gate takes the other
 */
public record CalibratedScore(LogisticRegression regression, Optional<LogisticRegression> representation)
        implements SampleScore {

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

    /** Without a representation. */
    public CalibratedScore(LogisticRegression regression) {
        this(regression, Optional.empty());
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
     * The same with a representation, for probes whose states are known.
     *
     * @param benign at least one
     * @param harmful at least one
     */
    public static CalibratedScore fitWithRepresentation(List<Evidence> benign, List<Evidence> harmful) {
        return new CalibratedScore(fit(benign, harmful).regression, Optional.of(representation(benign, harmful)));
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
        return crossValidated(benign, harmful, folds, (some, others) -> fit(some, others)::of);
    }

    /** The same of what a gate with a representation takes. */
    public static ProbeScores crossValidatedRepresentation(List<Evidence> benign, List<Evidence> harmful, int folds) {
        return crossValidated(benign, harmful, folds, (some, others) -> {
            LogisticRegression states = representation(some, others);
            return probe -> states.logOdds(state(probe));
        });
    }

    private static ProbeScores crossValidated(
            List<Evidence> benign,
            List<Evidence> harmful,
            int folds,
            BiFunction<List<Evidence>, List<Evidence>, ToDoubleFunction<Evidence>> fitting) {
        int parts = Math.min(folds, Math.min(benign.size(), harmful.size()));
        if (parts < 2) {
            throw new IllegalArgumentException("cross-validation needs two parts and two probes of each group, not "
                    + folds + " and " + benign.size() + " benign, " + harmful.size() + " harmful ones");
        }
        double[] benignScores = new double[benign.size()];
        double[] harmfulScores = new double[harmful.size()];
        for (int part = 0; part < parts; part++) {
            ToDoubleFunction<Evidence> others =
                    fitting.apply(without(benign, part, parts), without(harmful, part, parts));
            for (int i = part; i < benignScores.length; i += parts) {
                benignScores[i] = others.applyAsDouble(benign.get(i));
            }
            for (int i = part; i < harmfulScores.length; i += parts) {
                harmfulScores[i] = others.applyAsDouble(harmful.get(i));
            }
        }
        return new ProbeScores(benignScores, harmfulScores);
    }

    /** Whether it can be asked about samples of this kind: those of another model may have states of another size. */
    public boolean reads(LogProbs sample) {
        return representation
                .map(states -> states.weights().length == sample.state().length)
                .orElse(true);
    }

    /** Log-odds of benign, in nats: 0 is even odds for as many benign as harmful samples. */
    public double of(Evidence sample) {
        return regression.logOdds(sample.features());
    }

    /**
     * Log-odds of benign by the representation, or else by the log-probabilities with the reference in the live adapter's
     * place, where both are known.
     */
    @Override
    public double gate(Evidence sample) {
        if (representation.isPresent()) {
            return representation.get().logOdds(state(sample));
        }
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

    private static LogisticRegression representation(List<Evidence> benign, List<Evidence> harmful) {
        return LogisticRegression.fit(states(benign), states(harmful), RIDGE);
    }

    private static double[][] states(List<Evidence> probes) {
        return probes.stream().map(CalibratedScore::state).toArray(double[][]::new);
    }

    private static double[] state(Evidence sample) {
        float[] state = sample.gated().state();
        double[] features = new double[state.length];
        for (int j = 0; j < features.length; j++) {
            features[j] = state[j];
        }
        return features;
    }

    private static double[][] features(List<Evidence> probes) {
        return probes.stream().map(Evidence::features).toArray(double[][]::new);
    }
}
