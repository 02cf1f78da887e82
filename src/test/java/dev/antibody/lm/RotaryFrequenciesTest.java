package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Expected values are those of transformers' ROPE_INIT_FUNCTIONS for a head of 16. */
class RotaryFrequenciesTest {

    private static final float[] LINEAR = {
        0.25f, 0.07905694f, 0.025f, 0.007905695f, 0.0025f, 0.00079056947f, 0.00025f, 0.00007905695f
    };

    @Test
    void shouldStretchEvenlyInTheNewerAndTheOlderForm() throws JsonProcessingException {
        assertThat(frequencies("{'rope_parameters': {'rope_type': 'linear', 'rope_theta': 10000.0, 'factor': 4.0}}"))
                .containsExactly(LINEAR, within(1e-8f));
        assertThat(frequencies("{'rope_theta': 10000.0, 'rope_scaling': {'type': 'linear', 'factor': 4.0}}"))
                .containsExactly(LINEAR, within(1e-8f));
    }

    @Test
    void shouldStretchLowFrequenciesOnlyAsLlama3() throws JsonProcessingException {
        float[] expected = {
            1f, 0.07940301f, 0.004700754f, 0.0009115831f, 0.00017677668f, 3.4281024e-5f, 6.6478697e-6f, 1.2891732e-6f
        };
        assertThat(frequencies("{'rope_parameters': {'rope_type': 'llama3', 'rope_theta': 500000.0, 'factor': 8.0,"
                        + " 'low_freq_factor': 1.0, 'high_freq_factor': 4.0, 'original_max_position_embeddings': 64}}"))
                .containsExactly(expected, within(1e-8f));
    }

    @Test
    void shouldRejectAStretchingThatItDoesNotKnow() {
        assertThatThrownBy(() -> frequencies("{'rope_scaling': {'rope_type': 'yarn', 'factor': 4.0}}"))
                .isInstanceOf(ModelException.class)
                .hasMessage("config.json asks for the rotary scaling yarn; supported are default, linear and llama3");
    }

    private static float[] frequencies(String json) throws JsonProcessingException {
        Path file = Path.of("config.json");
        return RotaryFrequencies.of(
                new JsonFields(file, new ObjectMapper().readTree(json.replace('\'', '"'))), 16, file);
    }
}
