package dev.antibody.app.demo;

import dev.antibody.app.cli.Progress;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.JobEncoder;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.method.Method;
import dev.antibody.training.OfflineSample;
import dev.antibody.training.OfflineSettings;
import dev.antibody.training.OfflineTrainer;
import dev.antibody.training.TrainingSettings;
import java.util.List;

/**
 * What would have come out without a defence: the same step on the same micro-batches in the same order, with uniform
 * weights and no gate.
 */
final class SftBaseline {

    private SftBaseline() {}

    /** Trains on the samples in the order in which the job trained. */
    static Adapter train(LanguageModel model, JobSettings job, Adapter start, List<ScoredSample> order) {
        JobEncoder encoder = new JobEncoder(job, model.tokenizer(), RefusalTemplates.bundled());
        List<OfflineSample> samples = order.stream()
                .map(sample -> new OfflineSample(
                        sample.getId(),
                        encoder.encode(sample.getId(), sample.getSystem(), sample.getPrompt(), sample.getResponse())
                                .tree()))
                .toList();
        OfflineSettings settings = settings(job);
        try (Progress progress = Progress.start("plain fine-tuning", settings.steps(samples.size()))) {
            return new OfflineTrainer(model, settings)
                    .train(
                            start,
                            samples,
                            step -> progress.done(step.result().state().step()))
                    .adapter();
        }
    }

    private static OfflineSettings settings(JobSettings job) {
        return new OfflineSettings(
                TrainingSettings.of(job.with().method(Method.SFT).build()), job.batchSize(), job.epochs(), null, null);
    }
}
