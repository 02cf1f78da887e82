package dev.antibody.checkpoint;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.AdapterLayout;
import dev.antibody.lm.LoraConfig;
import dev.antibody.method.AdamW;
import java.util.List;
import java.util.Random;

/** Small training states, without a model. */
final class States {

    private static final AdapterLayout LAYOUT = new AdapterLayout(
            new LoraConfig(2, 4, List.of("q_proj")),
            List.of(
                    new AdapterLayout.Tensor("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", 2, 3, 0),
                    new AdapterLayout.Tensor(
                            "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight", 4, 2, 6)));

    private States() {}

    /** A state of numbers from a seed. */
    static TrainingState of(long seed, long updates, long skipped) {
        Random random = new Random(seed);
        AdamW.State optimizer = new AdamW.State(values(random), values(random), updates);
        return new TrainingState(new Adapter(LAYOUT, values(random)), optimizer, updates + skipped);
    }

    /** Any finite floats: of all magnitudes, subnormal, negative zero. */
    private static float[] values(Random random) {
        float[] values = new float[LAYOUT.size()];
        for (int i = 0; i < values.length; i++) {
            do {
                values[i] = Float.intBitsToFloat(random.nextInt());
            } while (!Float.isFinite(values[i]));
        }
        values[0] = -0f;
        return values;
    }
}
