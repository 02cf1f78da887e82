package dev.antibody.lm;

/** Brings a model's weights from files into native memory, checking that all are there and fit the configuration. */
final class WeightLoading {

    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";

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
    }

    private void ends() {
        copy(EMBEDDING, config.vocabulary(), config.hidden());
        copy("model.norm.weight", config.hidden());
        if (config.tiedHead()) {
            module.shareWeight(HEAD, EMBEDDING);
        } else {
            copy(HEAD, config.vocabulary(), config.hidden());
        }
        module.addWeight("rotary.frequencies", new long[] {config.rotary().length}, config.rotary());
    }

    private void layer(int layer) {
        copy("model.layers." + layer + ".input_layernorm.weight", config.hidden());
        copy("model.layers." + layer + ".post_attention_layernorm.weight", config.hidden());
        for (Projection projection : Projection.of(config)) {
            String name = projection.inLayer(layer);
            copy(name + ".weight", projection.outputs(), projection.inputs());
            if (config.biased().contains(projection.name())) {
                copy(name + ".bias", projection.outputs());
            }
        }
    }

    private void copy(String name, long... shape) {
        module.addWeight(name, shape, files.tensor(name, shape).values());
    }
}
