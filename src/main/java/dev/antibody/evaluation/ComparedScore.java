package dev.antibody.evaluation;

import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Calibration;
import dev.antibody.method.Evidence;
import dev.antibody.method.ProbeScores;
import dev.antibody.method.SampleScore;
import dev.antibody.method.Score;
import java.util.List;

/** The scores that a report compares: those of {@link Score} under the adapter that the gate looks at, and the learned one. */
public enum ComparedScore {
    PAPER {
        @Override
        ProbeScores of(TaskProbes probes) {
            return fixed(Score.PAPER, probes);
        }

        @Override
        public SampleScore fitted(TaskProbes probes) {
            return Score.PAPER;
        }
    },
    REFUSAL {
        @Override
        ProbeScores of(TaskProbes probes) {
            return fixed(Score.REFUSAL, probes);
        }

        @Override
        public SampleScore fitted(TaskProbes probes) {
            return Score.REFUSAL;
        }
    },
    BLEND {
        @Override
        ProbeScores of(TaskProbes probes) {
            return fixed(Score.BLEND, probes);
        }

        @Override
        public SampleScore fitted(TaskProbes probes) {
            return Score.BLEND;
        }
    },
    /** Cross-validated: a probe is scored by a fit on others. */
    CALIBRATED {
        @Override
        ProbeScores of(TaskProbes probes) {
            return CalibratedScore.crossValidated(probes.benign(), probes.harmful(), CalibratedScore.FOLDS);
        }

        @Override
        public SampleScore fitted(TaskProbes probes) {
            return CalibratedScore.fit(probes.benign(), probes.harmful());
        }
    };

    /** What it says of a task's probes. */
    abstract ProbeScores of(TaskProbes probes);

    /** The score itself, to be used on other samples; one that learns has seen all of the probes. */
    public abstract SampleScore fitted(TaskProbes probes);

    /**
     * Whether it separates, and at which threshold, by what it says of probes that it has not seen.
     *
     * @param falseQuarantineRate largest share of benign probes that a threshold may hold back, in [0, 1]
     */
    public Calibration calibrate(TaskProbes probes, double falseQuarantineRate) {
        return of(probes).calibrate(falseQuarantineRate);
    }

    private static ProbeScores fixed(Score score, TaskProbes probes) {
        return new ProbeScores(scores(score, probes.benign()), scores(score, probes.harmful()));
    }

    private static double[] scores(Score score, List<Evidence> probes) {
        return probes.stream().mapToDouble(probe -> score.of(probe.gated())).toArray();
    }
}
