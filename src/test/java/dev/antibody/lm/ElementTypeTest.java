package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import org.junit.jupiter.api.Test;

class ElementTypeTest {

    @Test
    void shouldReadHalvesAsIeee754Says() {
        assertThat(half(0x3C00)).isEqualTo(1f);
        assertThat(half(0xC000)).isEqualTo(-2f);
        assertThat(half(0x3555)).isEqualTo(1365f / 4096);
        assertThat(half(0x7BFF)).isEqualTo(65_504f);
        assertThat(half(0x0400)).isEqualTo(0x1p-14f);
        assertThat(half(0x03FF)).isEqualTo(1023 * 0x1p-24f);
        assertThat(half(0x0001)).isEqualTo(0x1p-24f);
        assertThat(Float.floatToRawIntBits(half(0x8000))).isEqualTo(Float.floatToRawIntBits(-0f));
        assertThat(half(0x8001)).isEqualTo(-0x1p-24f);
        assertThat(half(0x7C00)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(half(0xFC00)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(half(0x7E00)).isNaN();
    }

    @Test
    void shouldReadBrainFloatsAsTheUpperHalfOfAFloat() {
        assertThat(read(ElementType.BF16, 0x3F80)).isEqualTo(1f);
        assertThat(read(ElementType.BF16, 0xC049)).isEqualTo(-3.140625f);
        assertThat(read(ElementType.BF16, 0x0001)).isEqualTo(Float.intBitsToFloat(1 << 16));
        assertThat(read(ElementType.BF16, 0x7F80)).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(read(ElementType.BF16, 0x7FC0)).isNaN();
    }

    @Property
    void shouldLoseNoMoreThanTheirPrecision(@ForAll @FloatRange(min = 0.01f, max = 60_000f) float value) {
        ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        StoredWeights.float16(bytes, -value);
        StoredWeights.bfloat16(bytes, value);

        assertThat(ElementType.F16.toFloats(bytes.flip().limit(2))[0]).isBetween(-value, -value * (1 - 0x1p-10f));
        assertThat(ElementType.BF16.toFloats(bytes.limit(4).position(2).slice())[0])
                .isBetween(value * (1 - 0x1p-7f), value);
    }

    private static float half(int bits) {
        return read(ElementType.F16, bits);
    }

    private static float read(ElementType type, int bits) {
        ByteBuffer bytes = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN);
        return type.toFloats(bytes.putShort((short) bits).flip())[0];
    }
}
