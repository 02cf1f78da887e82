package dev.antibody.evaluation;

import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Calibration;
import dev.antibody.method.Evidence;
import dev.antibody.method.ProbeScores;
import dev.antibody.method.SampleScore;
import dev.antibody.method.Score;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scores that a report compares: those of {@link Score} under the adapter that the gate looks at, and the learned one. */
public enum ComparedScore {
    PAPER(Score.PAPER),
    REFUSAL(Score.REFUSAL),
    BLEND(Score.BLEND),
    /** Cross-validated: a probe is scored by a fit on others. */
    CALIBRATED(null),
    /** The gate of a calibrated score with a representation, cross-validated too. */
    REPRESENTATION(null);

    private final @Nullable Score fixed;

    ComparedScore(@Nullable Score fixed) {
        this.fixed = fixed;
    }

    /** One that does not learn. */
    public static ComparedScore of(Score score) {
        return Arrays.stream(values())
                .filter(compared -> compared.fixed == score)
                .findFirst()
                .orElseThrow();
    }

    /** Whether it is fitted on probes. */
    public boolean learns() {
        return fixed == null;
    }

    /** What it says of a task's probes. */
    ProbeScores of(TaskProbes probes) {
        if (fixed != null) {
            return new ProbeScores(scores(fixed, probes.benign()), scores(fixed, probes.harmful()));
        }
        return this == REPRESENTATION
                ? CalibratedScore.crossValidatedRepresentation(probes.benign(), probes.harmful(), CalibratedScore.FOLDS)
                : CalibratedScore.crossValidated(probes.benign(), probes.harmful(), CalibratedScore.FOLDS);
    }

    /** The score itself, to be used on other samples; one that learns has seen all of the probes. */
    public SampleScore fitted(TaskProbes probes) {
        if (fixed != null) {
            return fixed;
        }
        return this == REPRESENTATION
                ? CalibratedScore.fitWithRepresentation(probes.benign(), probes.harmful())
                : CalibratedScore.fit(probes.benign(), probes.harmful());
    }

    /**
     * Whether it separates, and at which threshold, by what it says of probes that it has not seen.
     *
     * @param falseQuarantineRate largest share of benign probes that a threshold may hold back, in [0, 1]
     */
    public Calibration calibrate(TaskProbes probes, double falseQuarantineRate) {
        return this == REPRESENTATION
                ? of(probes).calibrateStrictly(falseQuarantineRate)
                : of(probes).calibrate(falseQuarantineRate);
    }

    private static double[] scores(Score score, List<Evidence> probes) {
        return probes.stream().mapToDouble(probe -> score.of(probe.gated())).toArray();
    }
}
