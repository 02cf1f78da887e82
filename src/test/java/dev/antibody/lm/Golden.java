package dev.antibody.lm;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What Hugging Face's transformers and PEFT say of a fixture's model with the adapter beside it: golden.json, whose
 * fields the fixtures' README explains. Negative log-likelihoods are in nats.
 *
 * @param template text around a prompt, with {@code {}} in its place
 * @param samples eight samples, one micro-batch
 * @param r one per sample
 * @param w softmax of r
 * @param loss weighted by w, a mean over tokens
 * @param grad part of the loss's gradient, by tensor
 * @param gradNormAll over all LoRA tensors
 * @param adamw the parameters after one step
 * @param rAfterStep one per sample, with these parameters
 * @param align one gradient of alignment by the rule for λ, {@code cos} and {@code theorem}: the first four samples are
 *     the harmful ones with their refusals, the other four the safe ones
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Golden(
        String template,
        int maxLength,
        double tau,
        List<Sample> samples,
        double[] meanNllResponse,
        double[] meanNllRefusal,
        double[] r,
        double[] w,
        double loss,
        Map<String, Gradient> grad,
        double gradNormAll,
        Step adamw,
        double[] rAfterStep,
        Map<String, Alignment> align) {

    /** One sample in text, in tokens and in the model's numbers, one per token of the response or refusal. */
    public record Sample(
            String prompt,
            String response,
            String refusal,
            int[] promptIds,
            int[] responseIds,
            int[] refusalIds,
            float[] nllResponse,
            float[] nllRefusal) {}

    /** A tensor's gradient: its L2 norm and its first values, row-major. */
    public record Gradient(double l2, float[] first8) {}

    /** One step of AdamW: its settings and the first values of each tensor after it. */
    public record Step(double lr, double weightDecay, double clip, Map<String, float[]> first8) {}

    /** A gradient of alignment: losses, norms over all LoRA tensors, λ, and the first values of the combined gradient. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Alignment(
            double lossHarm,
            double lossHarmPert,
            double lossRefusalPert,
            double lossAlign,
            @JsonProperty("g_h") double harmNorm,
            @JsonProperty("g_a") double alignNorm,
            @JsonProperty("g_r") double refusalNorm,
            @JsonProperty("diff") double sharpNorm,
            @JsonProperty("dot_a_diff") double alignDotSharp,
            double lambda,
            @JsonProperty("update") double updateNorm,
            @JsonProperty("update_first8") Map<String, float[]> first8) {}

    static Golden read(Path modelDirectory) {
        return readFile(modelDirectory.resolve("golden.json"));
    }

    static Golden readFile(Path file) {
        try {
            return JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build()
                    .readValue(file.toFile(), Golden.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The samples' tokens as a model reads them: each prompt, continued by the response and by the refusal. */
    public List<TokenTree> trees() {
        return samples.stream()
                .map(s -> new TokenTree(s.promptIds(), List.of(s.responseIds(), s.refusalIds())))
                .toList();
    }
}
