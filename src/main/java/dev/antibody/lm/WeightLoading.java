package dev.antibody.lm;

import java.util.List;

/**
 * Brings a model's weights from files into native memory, checking that all are there and fit the configuration. The
 * decoder takes projections with the same input as one part, and the norm in front of a part folded into its columns.
 */
final class WeightLoading {

    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final float[] AS_IT_IS = {};

    private final ModelConfig config;
    private final WeightFiles files;
    private final TorchModule module;

    private WeightLoading(ModelConfig config, WeightFiles files, TorchModule module) {
        this.config = config;
        this.files = files;
        this.module = module;
    }

    static void load(ModelConfig config, WeightFiles files, TorchModule module) {
        WeightLoading loading = new WeightLoading(config, files, module);
        loading.ends();
        for (int layer = 0; layer < config.layers(); layer++) {
            loading.layer(layer);
        }
        module.complete();
    }

    private void ends() {
        module.addWeight("embedding", List.of(table(EMBEDDING)), AS_IT_IS);
        if (config.tiedHead()) {
            module.shareWeight("head", "embedding");
        } else {
            module.addWeight("head", List.of(table("lm_head.weight")), AS_IT_IS);
        }
        module.addVector("norm", norm("model.norm"));
        module.addVector("frequencies", config.rotary());
    }

    private StoredTensor table(String name) {
        return files.tensor(name, config.vocabulary(), config.hidden());
    }

    private void layer(int layer) {
        boolean sandwich = config.family() == ModelFamily.GEMMA2;
        String prefix = "model.layers." + layer + ".";
        List<Projection> all = Projection.of(config);
        part(layer, "qkv", all.subList(0, 3), norm(prefix + "input_layernorm"));
        part(layer, "o", all.subList(3, 4), AS_IT_IS);
        part(
                layer,
                "gate_up",
                all.subList(4, 6),
                norm(prefix + (sandwich ? "pre_feedforward_layernorm" : "post_attention_layernorm")));
        part(layer, "down", all.subList(6, 7), AS_IT_IS);
        if (sandwich) {
            module.addVector(layer + ".o.norm_behind", norm(prefix + "post_attention_layernorm"));
            module.addVector(layer + ".down.norm_behind", norm(prefix + "post_feedforward_layernorm"));
        }
    }

    /** One weight, one above the other, of projections that read the same input. */
    private void part(int layer, String name, List<Projection> projections, float[] norm) {
        String part = layer + "." + name;
        List<StoredTensor> weights = projections.stream()
                .map(p -> files.tensor(p.inLayer(layer) + ".weight", p.outputs(), p.inputs()))
                .toList();
        module.addWeight(part + ".weight", weights, norm);
        if (norm.length > 0) {
            module.addVector(part + ".norm", norm); // LoRA's factors are no part of the weight and need it, too
        }
        if (config.biased().contains(projections.get(0).name())) {
            List<StoredTensor> biases = projections.stream()
                    .map(p -> files.tensor(p.inLayer(layer) + ".bias", p.outputs()))
                    .toList();
            module.addWeight(part + ".bias", biases, AS_IT_IS);
        }
    }

    private float[] norm(String name) {
        float[] values = files.tensor(name + ".weight", config.hidden()).values();
        for (int i = 0; i < values.length; i++) {
            values[i] += config.family().normShift();
        }
        return values;
    }
}
