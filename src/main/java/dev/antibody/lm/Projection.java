package dev.antibody.lm;

import java.util.List;

/**
 * A linear map of a decoder layer.
 *
 * @param path name within the layer, such as {@code self_attn.q_proj}
 * @param inputs columns of its weight
 * @param outputs rows of its weight
 */
record Projection(String path, int inputs, int outputs) {

    /** The projections of every layer, in the order of {@link LoraConfig#PROJECTIONS}. */
    static List<Projection> of(ModelConfig config) {
        int queries = config.heads() * config.headDim();
        int keys = config.groups() * config.headDim();
        return List.of(
                new Projection("self_attn.q_proj", config.hidden(), queries),
                new Projection("self_attn.k_proj", config.hidden(), keys),
                new Projection("self_attn.v_proj", config.hidden(), keys),
                new Projection("self_attn.o_proj", queries, config.hidden()),
                new Projection("mlp.gate_proj", config.hidden(), config.intermediate()),
                new Projection("mlp.up_proj", config.hidden(), config.intermediate()),
                new Projection("mlp.down_proj", config.intermediate(), config.hidden()));
    }

    /** Name without the part of the layer that it belongs to. */
    String name() {
        return path.substring(path.indexOf('.') + 1);
    }

    /** Name of the module in Hugging Face's files. */
    String inLayer(int layer) {
        return "model.layers." + layer + "." + path;
    }
}
