package dev.antibody.lm;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A model's configuration as the attributes of decoder.torchscript. */
final class DecoderAttributes {

    /** Logits that exist at the same time: 32 MiB in fp32, and enough rows to keep a matrix product busy. */
    private static final int LOGITS = 1 << 23;

    private DecoderAttributes() {}

    static Map<String, Object> of(ModelConfig config, NumberFormat format, TorchDevice device, Set<Technique> without) {
        Map<String, Object> attributes = new HashMap<>();
        attributes.put("training", false);
        attributes.put("layers", config.layers());
        attributes.put("hidden", config.hidden());
        attributes.put("intermediate", config.intermediate());
        attributes.put("heads", config.heads());
        attributes.put("groups", config.groups());
        attributes.put("head_dim", config.headDim());
        attributes.put("norm_epsilon", config.normEpsilon());
        attributes.put("attention_scale", config.attentionScale());
        attributes.put("attention_cap", config.attentionCap());
        attributes.put("logit_cap", config.logitCap());
        attributes.put("embedding_scale", config.embeddingScale());
        attributes.put("window", config.window());
        attributes.put("gelu", config.family() == ModelFamily.GEMMA2);
        attributes.put("sandwich", config.family() == ModelFamily.GEMMA2);
        attributes.put("narrow", format == NumberFormat.BF16);
        boolean fused = config.attentionCap() == 0 && !device.isGpu() && !without.contains(Technique.FUSED_ATTENTION);
        attributes.put("fused_attention", fused);
        attributes.put("head_rows", Math.max(16, LOGITS / config.vocabulary()));
        return attributes;
    }
}
