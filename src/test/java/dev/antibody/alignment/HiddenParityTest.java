package dev.antibody.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.antibody.lm.AdapterLayout;
import dev.antibody.lm.TinyModel;
import dev.antibody.method.Gradients;
import dev.antibody.method.RepNoise;
import dev.antibody.method.Vaccine;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gradients of the methods that look at hidden states are those of PyTorch with PEFT: ops/fixtures/hidden.py. */
class HiddenParityTest {

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheGradientOfVaccine(TinyModel tiny) throws IOException {
        JsonNode golden = golden(tiny).path("vaccine");

        AlignmentGradient gradient = AlignmentGradient.of(
                tiny.model(),
                AlignmentSamples.settings(new Vaccine(golden.path("rho").doubleValue())),
                AlignmentState.initial(tiny.adapter()),
                AlignmentSamples.safe(tiny.golden()),
                AlignmentSamples.harmful(tiny.golden()));

        AlignmentMeasures measures = gradient.measures();
        AlignmentMeasures.Perturbation own = (AlignmentMeasures.Perturbation) Objects.requireNonNull(measures.own());
        assertNear(measures.align(), golden.path("loss"));
        assertNear(own.hiddenNorm(), golden.path("hidden_norm"));
        assertNear(own.alignPerturbed(), golden.path("loss_perturbed"));
        assertEqual(tiny, gradient.values(), golden);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheGradientOfRepNoise(TinyModel tiny) throws IOException {
        JsonNode golden = golden(tiny).path("repnoise");

        AlignmentGradient gradient = AlignmentGradient.of(
                tiny.model(),
                AlignmentSamples.settings(new RepNoise(
                        golden.path("alpha").doubleValue(),
                        golden.path("beta").doubleValue(),
                        golden.path("seed").longValue())),
                AlignmentState.initial(tiny.adapter()),
                AlignmentSamples.safe(tiny.golden()),
                AlignmentSamples.harmful(tiny.golden()));

        AlignmentMeasures.Noising own = (AlignmentMeasures.Noising)
                Objects.requireNonNull(gradient.measures().own());
        assertNear(own.harmfulByLayer(), golden.path("by_layer"));
        assertNear(own.discrepancy(), golden.path("noise"));
        assertEqual(tiny, gradient.values(), golden);
    }

    private static JsonNode golden(TinyModel tiny) throws IOException {
        return new JsonMapper().readTree(tiny.directory().resolve("hidden.json").toFile());
    }

    private static void assertEqual(TinyModel tiny, float[] gradient, JsonNode golden) {
        assertNear(Gradients.norm(gradient), golden.path("norm"));
        golden.path("first8").properties().forEach(expected -> {
            AdapterLayout.Tensor tensor = tiny.adapter().layout().tensors().stream()
                    .filter(t -> t.name().equals(expected.getKey()))
                    .findFirst()
                    .orElseThrow();
            float[] ours = Arrays.copyOfRange(gradient, tensor.offset(), tensor.offset() + tensor.size());
            float rounding = (float) (1e-4 * Gradients.norm(ours));
            for (int i = 0; i < 8; i++) {
                assertThat(ours[i])
                        .as("%s %s", expected.getKey(), i)
                        .isCloseTo(expected.getValue().path(i).floatValue(), within(rounding));
            }
        });
    }

    private static void assertNear(double ours, JsonNode theirs) {
        assertThat(ours).isCloseTo(theirs.doubleValue(), within(1e-4 * theirs.doubleValue()));
    }
}
