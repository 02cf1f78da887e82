package dev.antibody.evaluation;

import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Evidence;
import dev.antibody.method.ProbeScores;
import dev.antibody.method.Score;
import java.util.List;

/** The scores that a report compares: those of {@link Score} under the adapter that the gate looks at, and the learned one. */
public enum ComparedScore {
    PAPER {
        @Override
        ProbeScores of(TaskProbes probes) {
            return fixed(Score.PAPER, probes);
        }
    },
    REFUSAL {
        @Override
        ProbeScores of(TaskProbes probes) {
            return fixed(Score.REFUSAL, probes);
        }
    },
    BLEND {
        @Override
        ProbeScores of(TaskProbes probes) {
            return fixed(Score.BLEND, probes);
        }
    },
    /** Cross-validated: a probe is scored by a fit on others. */
    CALIBRATED {
        @Override
        ProbeScores of(TaskProbes probes) {
            return CalibratedScore.crossValidated(probes.benign(), probes.harmful(), CalibratedScore.FOLDS);
        }
    };

    /** What it says of a task's probes. */
    abstract ProbeScores of(TaskProbes probes);

    private static ProbeScores fixed(Score score, TaskProbes probes) {
        return new ProbeScores(scores(score, probes.benign()), scores(score, probes.harmful()));
    }

    private static double[] scores(Score score, List<Evidence> probes) {
        return probes.stream().mapToDouble(probe -> score.of(probe.gated())).toArray();
    }
}
