package dev.antibody.app.probe;

import dev.antibody.ingest.SampleLine;
import dev.antibody.job.JobEncoder;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.LogProbs;
import dev.antibody.training.TreeScorer;
import java.util.List;

/**
 * What a model says of probes, which it reads as the job's samples are read.
 *
 * @param adapter the one that the job starts from
 */
public record ProbeScorer(LanguageModel model, JobSettings settings, RefusalTemplates templates, Adapter adapter) {

    /** One for each probe, in their order. */
    public List<LogProbs> score(List<SampleLine.Accepted> probes) {
        JobEncoder encoder = new JobEncoder(settings, model.tokenizer(), templates);
        List<TokenTree> trees = probes.stream()
                .map(probe -> encoder.encode(probe.id(), probe.system(), probe.prompt(), probe.response())
                        .tree())
                .toList();
        return new TreeScorer(model, settings.batchSize()).score(trees, adapter);
    }
}
