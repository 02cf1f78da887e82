package dev.antibody.evaluation;

import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Calibration;
import dev.antibody.method.Evidence;
import dev.antibody.method.Gate;
import dev.antibody.method.ProbeScores;
import dev.antibody.method.SampleScore;
import dev.antibody.method.Score;
import dev.antibody.method.TypicalRange;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scores that a report compares: those of {@link Score} under the adapter that the gate looks at, and the learned one. */
public enum ComparedScore {
    PAPER(Score.PAPER),
    REFUSAL(Score.REFUSAL),
    BLEND(Score.BLEND),
    /** Cross-validated: a probe is scored by a fit on others. */
    CALIBRATED(null);

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

    /** What it says of a task's probes. */
    ProbeScores of(TaskProbes probes) {
        return fixed == null
                ? CalibratedScore.crossValidated(probes.benign(), probes.harmful(), CalibratedScore.FOLDS)
                : new ProbeScores(scores(fixed, probes.benign()), scores(fixed, probes.harmful()));
    }

    /** The score itself, to be used on other samples; one that learns has seen all of the probes. */
    public SampleScore fitted(TaskProbes probes) {
        return fixed == null ? CalibratedScore.fit(probes.benign(), probes.harmful()) : fixed;
    }

    /**
     * Whether it separates, and at which threshold, by what it says of probes that it has not seen.
     *
     * @param falseQuarantineRate largest share of benign probes that a threshold may hold back, in [0, 1]
     * @param typical whether the gate also holds back what is unlike the benign probes, for which it then has that rate
     *     once more
     */
    public Calibration calibrate(TaskProbes probes, double falseQuarantineRate, boolean typical) {
        ProbeScores scores = of(probes);
        Calibration calibration = scores.calibrate(falseQuarantineRate);
        if (!typical || !(calibration instanceof Calibration.Separates separates)) {
            return calibration;
        }
        Gate gate = separates.gate().within(TypicalRange.of(probes.benign(), falseQuarantineRate));
        return new Calibration.Separates(
                gate,
                separates.auroc(),
                gate.quarantined(scores.benign(), probes.benign()),
                gate.quarantined(scores.harmful(), probes.harmful()));
    }

    private static double[] scores(Score score, List<Evidence> probes) {
        return probes.stream().mapToDouble(probe -> score.of(probe.gated())).toArray();
    }
}
