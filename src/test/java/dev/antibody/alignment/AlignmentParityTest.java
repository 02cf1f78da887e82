package dev.antibody.alignment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.lm.AdapterLayout;
import dev.antibody.lm.Golden;
import dev.antibody.lm.TinyModel;
import dev.antibody.method.Flatness;
import dev.antibody.method.Gradients;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The combined gradient of alignment is the reference's, in PyTorch with PEFT. */
class AlignmentParityTest {

    private static final double NATS = 1e-4;

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheGradientOfTheTheorem(TinyModel tiny) {
        assertEqual(tiny, Flatness.antibody(AlignmentSamples.THEOREM), "theorem");
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheGradientOfThePublishedCode(TinyModel tiny) {
        assertEqual(tiny, Flatness.antibody(AlignmentSamples.COSINE), "cos");
    }

    private static void assertEqual(TinyModel tiny, Flatness flatness, String rule) {
        Golden.Alignment golden = Objects.requireNonNull(tiny.golden().align().get(rule), rule);
        AlignmentGradient gradient = AlignmentGradient.of(
                tiny.model(),
                AlignmentSamples.settings(flatness),
                AlignmentState.initial(tiny.adapter()),
                AlignmentSamples.safe(tiny.golden()),
                AlignmentSamples.harmful(tiny.golden()));

        AlignmentMeasures measures = gradient.measures();
        assertThat(measures.align()).isCloseTo(golden.lossAlign(), within(NATS));
        assertThat(harm(measures).loss()).isCloseTo(golden.lossHarm(), within(NATS));
        double r = Arrays.stream(tiny.golden().r(), 0, 4).average().orElseThrow();
        assertThat(harm(measures).r()).isCloseTo(r, within(NATS));
        AlignmentMeasures.Sharpness sharpness = (AlignmentMeasures.Sharpness) Objects.requireNonNull(measures.own());
        assertThat(sharpness.harmfulPerturbed()).isCloseTo(golden.lossHarmPert(), within(NATS));
        assertThat(sharpness.refusalPerturbed()).isCloseTo(golden.lossRefusalPert(), within(NATS));
        assertRelative(sharpness.harmfulNorm(), golden.harmNorm(), 1e-4);
        assertRelative(sharpness.refusalNorm(), golden.refusalNorm(), 1e-4);
        assertRelative(sharpness.overlap().alignNorm(), golden.alignNorm(), 1e-4);
        // a difference of two nearly equal gradients, and its inner product with a third: what fp32 leaves of them
        assertRelative(sharpness.overlap().sharpNorm(), golden.sharpNorm(), 1e-3);
        assertThat(sharpness.overlap().dot())
                .isCloseTo(golden.alignDotSharp(), within(1e-3 * golden.alignNorm() * golden.sharpNorm()));
        assertRelative(sharpness.lambda(), golden.lambda(), 1e-3);
        assertRelative(Gradients.norm(gradient.values()), golden.updateNorm(), 1e-4);
        assertThat(golden.first8()).isNotEmpty();
        golden.first8().forEach((name, expected) -> {
            AdapterLayout.Tensor tensor = tiny.adapter().layout().tensors().stream()
                    .filter(t -> t.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            float[] ours = Arrays.copyOfRange(gradient.values(), tensor.offset(), tensor.offset() + 8);
            double greatest = 0;
            for (float value : expected) {
                greatest = Math.max(greatest, Math.abs(value));
            }
            assertThat(ours).as(name).containsExactly(expected, within((float) (1e-3 * greatest)));
        });
    }

    private static void assertRelative(double ours, double theirs, double tolerance) {
        assertThat(ours).isCloseTo(theirs, within(tolerance * theirs));
    }

    private static AlignmentMeasures.Harm harm(AlignmentMeasures measures) {
        return Objects.requireNonNull(measures.harm());
    }
}
