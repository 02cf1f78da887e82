package dev.antibody.job;

import dev.antibody.method.CalibratedScore;
import dev.antibody.method.LogisticRegression;

/** Calibrated scores for tests. */
public final class CalibratedScores {

    private CalibratedScores() {}

    /** Log-odds that are plain sums of weighted log-probabilities. */
    public static CalibratedScore linear(
            double response, double refusal, double referenceResponse, double referenceRefusal, double intercept) {
        return new CalibratedScore(new LogisticRegression(
                new double[4],
                new double[] {1, 1, 1, 1},
                new double[] {response, refusal, referenceResponse, referenceRefusal},
                intercept));
    }
}
