package dev.antibody.app.demo;

import dev.antibody.job.JobSettings;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.LoraConfig;
import dev.antibody.method.Gate;
import dev.antibody.method.Loss;
import dev.antibody.method.Score;
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
                .lora(new LoraConfig(16, 32, LoraConfig.PROJECTIONS))
                .seed(seed)
                .checkpointEvery(4)
                .build();
    }

    /** The adapter that every training of the demo starts from, which changes nothing. */
    static Adapter reference(LanguageModel model, JobSettings settings) {
        return Adapter.initial(model.layout(settings.lora()), settings.seed());
    }

    /** The same settings with a gate. */
    static JobSettings gated(JobSettings settings, Gate gate) {
        return settings.with().gate(Optional.of(gate)).build();
    }
}
