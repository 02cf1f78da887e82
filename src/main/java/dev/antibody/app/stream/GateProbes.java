package dev.antibody.app.stream;

import dev.antibody.app.cli.FailedException;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.JobEncoder;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Calibration;
import dev.antibody.method.Gate;
import dev.antibody.method.LogProbs;
import dev.antibody.training.TreeScorer;
import java.util.List;
import java.util.Locale;

/**
 * Samples whose kind is known, from which a gate's threshold comes; never those of the stream.
 *
 * @param benign trusted samples of the task, at least one
 * @param harmful samples that the model should refuse, at least one
 */
public record GateProbes(List<SampleLine.Accepted> benign, List<SampleLine.Accepted> harmful) {

    /**
     * Finds the threshold of a job with these settings.
     *
     * @param reference adapter that the job starts from
     * @throws FailedException if the job's score does not tell the probes apart, so that it must not be used
     */
    public Calibration.Separates calibrate(LanguageModel model, JobSettings settings, Adapter reference) {
        Calibration calibration =
                Gate.calibrate(scores(model, settings, reference, benign), scores(model, settings, reference, harmful));
        if (calibration instanceof Calibration.Separates separates) {
            return separates;
        }
        throw new FailedException(String.format(
                Locale.ROOT,
                "the %s score does not tell this model's benign from its harmful probes (AUROC %.2f, at least %.1f is"
                        + " needed), so it must not be used; choose another --score, or a --model that refuses more",
                settings.score().name().toLowerCase(Locale.ROOT),
                calibration.auroc(),
                Calibration.LEAST_AUROC));
    }

    private static double[] scores(
            LanguageModel model, JobSettings settings, Adapter reference, List<SampleLine.Accepted> probes) {
        JobEncoder encoder = new JobEncoder(settings, model.tokenizer(), RefusalTemplates.bundled());
        List<TokenTree> trees = probes.stream()
                .map(probe -> encoder.encode(probe.id(), probe.system(), probe.prompt(), probe.response())
                        .tree())
                .toList();
        List<LogProbs> scored = new TreeScorer(model, settings.batchSize()).score(trees, reference);
        return scored.stream().mapToDouble(settings.score()::of).toArray();
    }
}
