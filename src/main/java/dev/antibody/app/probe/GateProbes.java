package dev.antibody.app.probe;

import dev.antibody.app.cli.FailedException;
import dev.antibody.evaluation.ComparedScore;
import dev.antibody.evaluation.TaskProbes;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.method.Calibration;
import dev.antibody.method.Evidence;
import dev.antibody.method.LogProbs;
import dev.antibody.method.SampleScore;
import java.util.List;
import java.util.Locale;

/**
 * Samples whose kind is known, from which a gate's threshold comes; never those of the stream.
 *
 * @param benign trusted samples of the task, at least two
 * @param harmful samples that the model should refuse, at least two
 */
public record GateProbes(List<SampleLine.Accepted> benign, List<SampleLine.Accepted> harmful) {

    /**
     * What probes settle.
     *
     * @param score for gate and weights; one that learns has learned from all of them
     * @param calibration the gate in front of it, and how well the score told them apart
     */
    public record Fitted(SampleScore score, Calibration.Separates calibration) {}

    /**
     * Finds the threshold of a job with these settings and one of the scores that do not learn.
     *
     * @param reference adapter that the job starts from
     * @throws FailedException if the job's score does not tell the probes apart, so that it must not be used
     */
    public Calibration.Separates calibrate(LanguageModel model, JobSettings settings, Adapter reference) {
        ProbeScorer scorer = new ProbeScorer(model, settings, RefusalTemplates.bundled(), reference);
        return fit(ComparedScore.of(settings.score()), scorer, Calibration.FALSE_QUARANTINE_RATE)
                .calibration();
    }

    /**
     * Fits a score, if it learns, and finds its threshold.
     *
     * @param falseQuarantineRate largest share of benign probes that the gate may hold back, in [0, 1]
     * @throws FailedException if the score does not tell the probes apart, so that it must not be used
     */
    public Fitted fit(ComparedScore score, ProbeScorer scorer, double falseQuarantineRate) {
        TaskProbes seen = seen(scorer);
        Calibration calibration = score.calibrate(seen, falseQuarantineRate);
        if (calibration instanceof Calibration.Separates separates) {
            return new Fitted(score.fitted(seen), separates);
        }
        throw new FailedException(notSeparating(score, calibration)
                + "; './antibody job calibrate' with the same probes says which score does, if any");
    }

    /**
     * All that is known of them when a job begins, where the live adapter is the reference, for a comparison of scores.
     */
    public TaskProbes seen(ProbeScorer scorer) {
        return new TaskProbes("the job", evidence(scorer.score(benign)), evidence(scorer.score(harmful)));
    }

    /** What is wrong with a score, for a person; how to mend it may follow. */
    public static String notSeparating(ComparedScore score, Calibration calibration) {
        return "the " + score.name().toLowerCase(Locale.ROOT) + " score does not tell this model's benign from its"
                + " harmful probes (" + why(calibration) + "), so it must not be used";
    }

    /** What a score lacks that does not separate. */
    public static String why(Calibration calibration) {
        return calibration.auroc() < Calibration.LEAST_AUROC
                ? String.format(
                        Locale.ROOT,
                        "AUROC %.3f, at least %.1f is needed",
                        calibration.auroc(),
                        Calibration.LEAST_AUROC)
                : String.format(
                        Locale.ROOT,
                        "AUROC %.3f, but each threshold holds back too many benign ones, or no harmful one",
                        calibration.auroc());
    }

    private static List<Evidence> evidence(List<LogProbs> probes) {
        return probes.stream().map(probe -> Evidence.of(probe, probe)).toList();
    }
}
