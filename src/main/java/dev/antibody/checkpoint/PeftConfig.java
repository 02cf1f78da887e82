package dev.antibody.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.antibody.lm.LoraConfig;
import java.util.ArrayList;
import java.util.List;

/** PEFT's {@code adapter_config.json}: writes the fields that PEFT and vLLM read, and reads plain LoRA only. */
final class PeftConfig {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Fields of PEFT that would change what an adapter computes; absent, null, false or empty they do not. */
    private static final List<String> UNSUPPORTED = List.of(
            "use_rslora",
            "use_dora",
            "use_qalora",
            "use_bdlora",
            "lora_bias",
            "fan_in_fan_out",
            "rank_pattern",
            "alpha_pattern",
            "modules_to_save",
            "layers_to_transform",
            "layer_replication",
            "exclude_modules",
            "target_parameters",
            "trainable_token_indices",
            "alora_invocation_tokens");

    private PeftConfig() {}

    /**
     * The file's text.
     *
     * @param baseModel where PEFT finds the base model: a directory or a name on a hub
     */
    static String format(LoraConfig lora, String baseModel) {
        ObjectNode json = JSON.createObjectNode();
        json.put("peft_type", "LORA");
        json.put("task_type", "CAUSAL_LM");
        json.put("base_model_name_or_path", baseModel);
        json.putNull("revision");
        json.put("inference_mode", true);
        json.put("r", lora.rank());
        if (lora.alpha() == Math.rint(lora.alpha())) {
            json.put("lora_alpha", (long) lora.alpha());
        } else {
            json.put("lora_alpha", lora.alpha());
        }
        json.put("lora_dropout", 0.0);
        json.put("bias", "none");
        lora.targets().forEach(json.putArray("target_modules")::add);
        json.put("fan_in_fan_out", false);
        json.put("init_lora_weights", true);
        json.putNull("modules_to_save");
        json.putNull("layers_to_transform");
        json.putNull("layers_pattern");
        json.putObject("rank_pattern");
        json.putObject("alpha_pattern");
        json.put("use_rslora", false);
        json.put("use_dora", false);
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON tree can always be written", e);
        }
    }

    /**
     * The LoRA configuration of a file's text.
     *
     * @param origin what to call the file in a message
     * @throws CheckpointException if it is not JSON, not LoRA, or a kind of LoRA that is not supported
     */
    static LoraConfig parse(String text, String origin) {
        JsonNode json;
        try {
            json = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(origin + " is not JSON; write the adapter again", e);
        }
        if (!json.path("peft_type").asText().equals("LORA")) {
            throw new CheckpointException(origin + " is not for LoRA (peft_type must be LORA)");
        }
        for (String field : UNSUPPORTED) {
            JsonNode value = json.path(field);
            boolean off = value.isMissingNode()
                    || value.isNull()
                    || (value.isBoolean() && !value.booleanValue())
                    || (value.isContainerNode() && value.isEmpty());
            if (!off) {
                throw new CheckpointException(origin + " sets " + field + ", which is not supported; use plain LoRA");
            }
        }
        if (!json.path("bias").asText("none").equals("none")) {
            throw new CheckpointException(origin + " trains biases, which is not supported; bias must be none");
        }
        JsonNode targets = json.path("target_modules");
        if (!json.path("r").isInt() || !json.path("lora_alpha").isNumber() || !targets.isArray()) {
            throw new CheckpointException(
                    origin + " needs r (integer), lora_alpha (number) and target_modules (a list of names)");
        }
        List<String> names = new ArrayList<>();
        targets.forEach(target -> names.add(target.asText()));
        try {
            return new LoraConfig(
                    json.path("r").intValue(), json.path("lora_alpha").doubleValue(), names);
        } catch (IllegalArgumentException e) {
            throw new CheckpointException(origin + " cannot be used: " + e.getMessage(), e);
        }
    }
}
