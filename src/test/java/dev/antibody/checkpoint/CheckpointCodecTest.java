package dev.antibody.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.lm.Safetensors;
import dev.antibody.lm.Safetensors.NamedTensor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointCodecTest {

    private static final byte[] CONTENT = CheckpointCodec.encode(States.of(1, 3, 1));

    @Property
    void shouldGiveBackEveryBit(
            @ForAll long seed,
            @ForAll @LongRange(max = 1L << 40) long updates,
            @ForAll @IntRange(max = 99) int skipped) {
        TrainingState state = States.of(seed, updates, skipped);

        TrainingState decoded = CheckpointCodec.decode(CheckpointCodec.encode(state));

        assertThat(decoded.adapter().layout()).isEqualTo(state.adapter().layout());
        assertThat(bits(decoded.adapter().values()))
                .isEqualTo(bits(state.adapter().values()));
        assertThat(bits(decoded.optimizer().m()))
                .isEqualTo(bits(state.optimizer().m()));
        assertThat(bits(decoded.optimizer().v()))
                .isEqualTo(bits(state.optimizer().v()));
        assertThat(decoded.optimizer().steps()).isEqualTo(updates);
        assertThat(decoded.step()).isEqualTo(updates + skipped);
        assertThat(CheckpointCodec.encode(decoded)).isEqualTo(CheckpointCodec.encode(state));
    }

    @Property
    void shouldGiveOtherStatesOtherBytes(@ForAll long seed, @ForAll @IntRange(max = 41) int place) {
        TrainingState state = States.of(seed, 5, 0);
        float[][] all = {
            state.adapter().values(), state.optimizer().m(), state.optimizer().v()
        };
        byte[] before = CheckpointCodec.encode(state);

        float[] values = all[place / 14];
        values[place % 14] = Float.intBitsToFloat(Float.floatToRawIntBits(values[place % 14]) ^ 1);

        assertThat(CheckpointCodec.encode(state)).isNotEqualTo(before);
    }

    @Property
    void shouldReadATamperedStateOrSayThatItCannotAndHashItDifferently(
            @ForAll @IntRange(max = 2_000) int place, @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] tampered = CONTENT.clone();
        tampered[place % tampered.length] ^= (byte) change;

        assertThat(CheckpointCodec.sha256(tampered)).isNotEqualTo(CheckpointCodec.sha256(CONTENT));
        try {
            assertThat(CheckpointCodec.decode(tampered).step()).isGreaterThanOrEqualTo(0);
        } catch (CheckpointException e) {
            assertThat(e).hasMessageContaining("checkpoint");
        }
    }

    @Property
    void shouldRejectAStateThatIsCutOff(@ForAll @IntRange(min = 1, max = 2_000) int missing) {
        byte[] cut = Arrays.copyOf(CONTENT, Math.max(0, CONTENT.length - missing));

        assertThatThrownBy(() -> CheckpointCodec.decode(cut))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("the checkpoint cannot be read: ");
    }

    @Property
    void shouldRejectBytesOfAnyKind(@ForAll byte[] bytes) {
        assertThatThrownBy(() -> CheckpointCodec.decode(bytes)).isInstanceOf(CheckpointException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"format", "step", "updates", "rank", "alpha", "targets"})
    void shouldRejectAStateThatDoesNotSayWhatItIs(String key) {
        Map<String, String> metadata =
                new HashMap<>(Safetensors.parse(CONTENT, "test").metadata());
        metadata.remove(key);

        assertRejected(tensors(), metadata, key.equals("format") ? "is not of the format" : "does not say its " + key);
    }

    @Test
    void shouldRejectNumbersThatMakeNoSense() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "step", "1", "updates", "many", "rank", "0", "alpha", "x", "targets", "q_proj,nothing")
                .entrySet()) {
            Map<String, String> metadata =
                    new HashMap<>(Safetensors.parse(CONTENT, "test").metadata());
            metadata.put(wrong.getKey(), wrong.getValue());

            assertRejected(tensors(), metadata, "the checkpoint cannot be read: ");
        }
    }

    @Test
    void shouldRejectMissingAndForeignTensors() {
        Map<String, String> metadata = Safetensors.parse(CONTENT, "test").metadata();
        List<NamedTensor> fewer = tensors();
        fewer.remove(fewer.size() - 1);
        List<NamedTensor> more = tensors();
        more.add(new NamedTensor("stranger", new long[] {1}, new float[] {1}));

        assertRejected(fewer, metadata, "has tensors that do not belong there");
        assertRejected(more, metadata, "has tensors that do not belong there");
    }

    @Test
    void shouldRejectValuesThatAreNotFinite() {
        Map<String, String> metadata = Safetensors.parse(CONTENT, "test").metadata();
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            List<NamedTensor> tensors = tensors();
            tensors.get(3).values()[2] = bad;

            assertRejected(tensors, metadata, "has a value that is not finite");
            assertRejected(tensors, metadata, "the checkpoint cannot be read: the tensor ");
        }
    }

    @Test
    void shouldHashAnAdapterByItsValuesInLittleEndian() {
        TrainingState state = States.of(1, 0, 0);
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * 14);
        for (float value : state.adapter().values()) {
            bytes.putInt(Integer.reverseBytes(Float.floatToRawIntBits(value)));
        }

        assertThat(CheckpointCodec.sha256(state.adapter())).isEqualTo(CheckpointCodec.sha256(bytes.array()));
        assertThat(CheckpointCodec.sha256(new byte[0]))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    private static void assertRejected(List<NamedTensor> tensors, Map<String, String> metadata, String part) {
        assertThatThrownBy(() -> CheckpointCodec.decode(Safetensors.encode(tensors, metadata)))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining(part)
                .hasMessageNotContaining("\n");
    }

    private static List<NamedTensor> tensors() {
        return new ArrayList<>(Safetensors.parse(CONTENT, "test").tensors());
    }

    private static int[] bits(float[] values) {
        int[] bits = new int[values.length];
        Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
        return bits;
    }
}
