package dev.antibody.lm;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/**
 * Angular frequencies of rotary position embeddings, θ^(−2i/d) for the i-th pair of a head's d coordinates, and the
 * ways of stretching these to longer texts.
 *
 * @see <a href="https://arxiv.org/abs/2104.09864">RoFormer: rotary position embedding</a>
 */
final class RotaryFrequencies {

    private static final double DEFAULT_THETA = 10_000;

    private RotaryFrequencies() {}

    /** Frequencies as config.json asks for them, in its newer form (rope_parameters) or its older. */
    static float[] of(JsonFields json, int headDim, Path file) {
        JsonNode parameters = json.node("rope_parameters");
        JsonNode scaling = parameters.isObject() ? parameters : json.node("rope_scaling");
        double theta = parameters.path("rope_theta").asDouble(json.number("rope_theta", DEFAULT_THETA));
        float[] frequencies = new float[headDim / 2];
        for (int i = 0; i < frequencies.length; i++) {
            double frequency = 1 / Math.pow(theta, 2.0 * i / headDim);
            frequencies[i] = (float) stretched(frequency, scaling, file);
        }
        return frequencies;
    }

    private static double stretched(double frequency, JsonNode scaling, Path file) {
        String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
        return switch (type) {
            case "default" -> frequency;
            case "linear" -> frequency / scaling.path("factor").asDouble(1);
            case "llama3" -> stretchedAsLlama3(frequency, scaling);
            default ->
                throw new ModelException(
                        file + " asks for the rotary scaling " + type + "; supported are default, linear and llama3");
        };
    }

    /** Low frequencies are divided by the factor, high ones are kept, and between them the change is gradual. */
    private static double stretchedAsLlama3(double frequency, JsonNode scaling) {
        double factor = scaling.path("factor").asDouble(8);
        double low = scaling.path("low_freq_factor").asDouble(1);
        double high = scaling.path("high_freq_factor").asDouble(4);
        double turns = scaling.path("original_max_position_embeddings").asDouble(8192) * frequency / (2 * Math.PI);
        double kept = Math.min(1, Math.max(0, (turns - low) / (high - low)));
        return kept * frequency + (1 - kept) * frequency / factor;
    }
}
