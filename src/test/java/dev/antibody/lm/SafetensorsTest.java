package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.lm.Safetensors.NamedTensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

    private static final NamedTensor TENSOR = new NamedTensor("a", new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6});

    @Provide
    Arbitrary<List<float[]>> values() {
        return Arbitraries.floats().array(float[].class).ofMaxSize(9).list().ofMaxSize(5);
    }

    @Property
    void shouldGiveBackWhatWasWritten(@ForAll("values") List<float[]> values, @ForAll String text) {
        List<NamedTensor> tensors = new ArrayList<>();
        for (float[] each : values) {
            tensors.add(new NamedTensor("tensor." + tensors.size(), new long[] {each.length}, each));
        }

        byte[] content = Safetensors.encode(tensors, Map.of("key", text));
        Safetensors file = Safetensors.parse(content, "test");

        assertThat(file.tensors()).hasSize(tensors.size());
        for (NamedTensor tensor : tensors) {
            assertThat(file.tensor(tensor.name()).shape()).isEqualTo(tensor.shape());
            assertThat(bits(file.tensor(tensor.name()).values())).isEqualTo(bits(tensor.values()));
        }
        if (encodable(text)) {
            assertThat(file.metadata()).isEqualTo(Map.of("key", text));
        }
        assertThat(Safetensors.encode(tensors, Map.of("key", text))).isEqualTo(content);
    }

    @Test
    void shouldReadAScalar() {
        NamedTensor scalar = new NamedTensor("s", new long[0], new float[] {7});

        NamedTensor read = Safetensors.parse(Safetensors.encode(List.of(scalar), Map.of()), "test")
                .tensor("s");

        assertThat(read.shape()).isEmpty();
        assertThat(read.values()).containsExactly(7);
    }

    @Property
    void shouldNotReadAFileThatIsCutOff(@ForAll @IntRange(min = 1, max = 60) int missing) {
        byte[] content = Safetensors.encode(List.of(TENSOR), Map.of());

        assertThatThrownBy(() -> Safetensors.parse(Arrays.copyOf(content, content.length - missing), "the file"))
                .isInstanceOf(ModelException.class)
                .hasMessageStartingWith("the file is not a usable safetensors file: ");
    }

    @Property
    void shouldReadAFileWithAnyByteChangedOrSayThatItCannot(
            @ForAll @IntRange(max = 95) int place, @ForAll byte replacement) {
        byte[] content = Safetensors.encode(List.of(TENSOR), Map.of("k", "v"));
        content[place % content.length] = replacement;

        try {
            Safetensors file = Safetensors.parse(content, "test");
            file.names().forEach(name -> assertThat(file.tensor(name).values().length)
                    .isLessThanOrEqualTo(content.length / 2));
        } catch (ModelException e) {
            assertThat(e).hasMessageContaining("test");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            [1]                                                             | its header is not a JSON object
            {"a":                                                           | its header is not JSON
            {"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}          | the tensor a in the file is I64; supported are F32, F16 and BF16
            {"a":{"shape":[1],"data_offsets":[0,4]}}                        | the tensor a in the file is of no type
            {"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}          | the offsets of a are wrong
            {"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}         | the offsets of a are wrong
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}         | the offsets of a are wrong
            {"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}         | the offsets of a are wrong
            {"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}         | the shape of a does not fit its size
            {"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}} | the shape of a does not fit its size
            {"a":{"dtype":"F32","shape":["x"],"data_offsets":[0,4]}}        | the shape of a does not fit its size
            {"a":{"dtype":"F32","shape":[1]}}                               | the offsets of a are wrong
            """)
    void shouldRejectAHeaderThatDoesNotFitTheFile(String header, String reason) {
        assertThatThrownBy(() -> Safetensors.parse(StoredWeights.file(header, new byte[8]), "the file"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("the file")
                .hasMessageContaining(reason)
                .hasMessageNotContaining("\n");
    }

    @Test
    void shouldSayThatATensorIsMissing() {
        Safetensors file = Safetensors.parse(Safetensors.encode(List.of(TENSOR), Map.of()), "the file");

        assertThatThrownBy(() -> file.tensor("b"))
                .isInstanceOf(ModelException.class)
                .hasMessage("the tensor b is missing in the file");
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]); // any NaN is as good as another
        }
        return bits;
    }

    /** A half of a surrogate pair has no UTF-8. */
    private static boolean encodable(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
