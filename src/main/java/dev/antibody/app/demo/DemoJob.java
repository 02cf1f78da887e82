package dev.antibody.app.demo;

import dev.antibody.app.cli.FailedException;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.JobEncoder;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Calibration;
import dev.antibody.method.Gate;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Loss;
import dev.antibody.method.Score;
import dev.antibody.training.TreeScorer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the demo's job is run with. The settings are those that {@code ops/demo-model} was measured with; the gate comes
 * from probes, never from the stream.
 */
final class DemoJob {

    private DemoJob() {}

    /** Settings without a gate. */
    static JobSettings settings(long seed) {
        return JobSettings.defaults()
                .with()
                .score(Score.REFUSAL)
                .loss(Loss.TOKEN)
                .learningRate(1.5e-3)
                .lora(new LoraConfig(
                        16, 32, List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")))
                .seed(seed)
                .checkpointEvery(4)
                .build();
    }

    /** The adapter that every training of the demo starts from, which changes nothing. */
    static Adapter reference(LanguageModel model, JobSettings settings) {
        return Adapter.initial(model.layout(settings.lora()), settings.seed());
    }

    /**
     * Finds the gate's threshold from probes under the reference adapter.
     *
     * @throws FailedException if the score does not tell the probes apart, so that it must not be used
     */
    static Calibration.Separates calibrate(LanguageModel model, JobSettings settings) {
        Calibration calibration = Gate.calibrate(
                scores(model, settings, DemoData.read(DemoData.BENIGN_PROBE)),
                scores(model, settings, DemoData.read(DemoData.HARMFUL_PROBE)));
        if (calibration instanceof Calibration.Separates separates) {
            return separates;
        }
        throw new FailedException(String.format(
                Locale.ROOT,
                "the %s score does not tell this model's benign from its harmful probes (AUROC %.2f, at least %.1f is"
                        + " needed), so it must not be used; the model is not aligned enough, give --model another one",
                settings.score().name().toLowerCase(Locale.ROOT),
                calibration.auroc(),
                Calibration.LEAST_AUROC));
    }

    /** The same settings with a gate. */
    static JobSettings gated(JobSettings settings, Gate gate) {
        return settings.with().gate(Optional.of(gate)).build();
    }

    private static double[] scores(LanguageModel model, JobSettings settings, List<SampleLine.Accepted> probes) {
        JobEncoder encoder = new JobEncoder(settings, model.tokenizer(), RefusalTemplates.bundled());
        List<TokenTree> trees = probes.stream()
                .map(probe -> encoder.encode(probe.id(), null, probe.prompt(), probe.response())
                        .tree())
                .toList();
        List<LogProbs> scored = new TreeScorer(model, settings.batchSize()).score(trees, reference(model, settings));
        return scored.stream().mapToDouble(settings.score()::of).toArray();
    }
}
