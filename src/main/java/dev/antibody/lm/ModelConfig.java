package dev.antibody.lm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What config.json says about a model's shape.
 *
 * @param family architecture
 * @param layers number of decoder layers
 * @param hidden width of the residual stream
 * @param intermediate width inside the MLP
 * @param heads number of query heads
 * @param groups number of key and value heads
 * @param headDim width of a head
 * @param vocabulary number of token ids
 * @param normEpsilon added to the mean square in norms
 * @param biased names of the projections that add a bias
 * @param tiedHead whether the head is the embedding table
 * @param rotary frequencies of the rotary embedding, one per pair of coordinates
 * @param attentionScale factor of attention scores
 * @param attentionCap bound that attention scores approach, 0 for none
 * @param logitCap bound that logits approach, 0 for none
 * @param embeddingScale factor of embeddings
 * @param window tokens that every other layer, from the first, looks back; 0 for all
 */
record ModelConfig(
        ModelFamily family,
        int layers,
        int hidden,
        int intermediate,
        int heads,
        int groups,
        int headDim,
        int vocabulary,
        double normEpsilon,
        List<String> biased,
        boolean tiedHead,
        float[] rotary,
        double attentionScale,
        double attentionCap,
        double logitCap,
        double embeddingScale,
        int window) {

    /**
     * Reads config.json.
     *
     * @throws ModelException if a value is missing or the architecture is not supported
     */
    static ModelConfig read(Path file) {
        JsonFields json = JsonFields.read(file);
        String type = json.text("model_type", "of no type");
        ModelFamily family = ModelFamily.named(type);
        if (family == null) {
            throw new ModelException(
                    file + " describes a model of type " + type + "; supported are " + ModelFamily.modelTypes());
        }
        rejectWhatWouldChangeTheNumbers(json, family, file);
        int hidden = json.positive("hidden_size");
        int heads = json.positive("num_attention_heads");
        int groups = json.positive("num_key_value_heads", heads);
        int headDim = json.positive("head_dim", hidden / heads);
        if (heads % groups != 0 || headDim % 2 != 0) {
            throw new ModelException(file + " is inconsistent: num_attention_heads must be a multiple of"
                    + " num_key_value_heads, and head_dim even");
        }
        boolean gemma = family == ModelFamily.GEMMA2;
        return new ModelConfig(
                family,
                json.positive("num_hidden_layers"),
                hidden,
                json.positive("intermediate_size"),
                heads,
                groups,
                headDim,
                json.positive("vocab_size"),
                json.number("rms_norm_eps", 1e-6),
                biased(json, family),
                json.flag("tie_word_embeddings", gemma),
                RotaryFrequencies.of(json, headDim, file),
                1 / Math.sqrt(gemma ? json.number("query_pre_attn_scalar", 256) : headDim),
                gemma ? json.number("attn_logit_softcapping", 0) : 0,
                gemma ? json.number("final_logit_softcapping", 0) : 0,
                gemma ? Math.sqrt(hidden) : 1,
                gemma ? json.positive("sliding_window", 4096) : 0);
    }

    /** Qwen2 has them on queries, keys and values, and says so nowhere. */
    private static List<String> biased(JsonFields json, ModelFamily family) {
        if (family == ModelFamily.QWEN2) {
            return LoraConfig.PROJECTIONS.subList(0, 3);
        }
        List<String> biased = new ArrayList<>();
        if (json.flag("attention_bias", false)) {
            biased.addAll(LoraConfig.PROJECTIONS.subList(0, 4));
        }
        if (json.flag("mlp_bias", false)) {
            biased.addAll(LoraConfig.PROJECTIONS.subList(4, 7));
        }
        return biased;
    }

    private static void rejectWhatWouldChangeTheNumbers(JsonFields json, ModelFamily family, Path file) {
        String key = family == ModelFamily.GEMMA2 ? "hidden_activation" : "hidden_act";
        String activation = json.text(key, family.activation());
        if (!activation.equals(family.activation())) {
            throw new ModelException(
                    file + " asks for the activation " + activation + "; supported is " + family.activation());
        }
        if (json.flag("use_sliding_window", false)) {
            throw new ModelException(file + " asks for sliding window attention, which is not supported");
        }
        JsonNode quantization = json.node("quantization_config");
        if (quantization.isObject()) {
            throw new ModelException(file + " describes quantised weights; take the model in fp32, fp16 or bf16");
        }
    }
}
