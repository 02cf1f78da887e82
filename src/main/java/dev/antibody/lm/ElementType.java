package dev.antibody.lm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import org.jspecify.annotations.Nullable;

/** Number formats of stored weights. */
enum ElementType {
    F32(4) {
        @Override
        float[] toFloats(ByteBuffer bytes) {
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }
    },
    F16(2) {
        @Override
        float[] toFloats(ByteBuffer bytes) {
            return widen(bytes, ElementType::halfToFloat);
        }
    },
    /** The upper half of an F32. */
    BF16(2) {
        @Override
        float[] toFloats(ByteBuffer bytes) {
            return widen(bytes, bits -> Float.intBitsToFloat(bits << 16));
        }
    };

    private interface Widening {
        float of(short bits);
    }

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one value. */
    int bytes() {
        return bytes;
    }

    /** All values of a little-endian buffer. */
    abstract float[] toFloats(ByteBuffer bytes);

    static @Nullable ElementType named(String name) {
        for (ElementType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }

    private static float[] widen(ByteBuffer bytes, Widening widening) {
        ShortBuffer halves = bytes.order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
        float[] values = new float[halves.remaining()];
        for (int i = 0; i < values.length; i++) {
            values[i] = widening.of(halves.get(i));
        }
        return values;
    }

    /** IEEE 754 binary16 to binary32; {@code Float.float16ToFloat} came with Java 20. */
    private static float halfToFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        if (exponent == 0) {
            float subnormal = fraction * 0x1p-24f;
            return sign == 0 ? subnormal : -subnormal;
        }
        int wideExponent = exponent == 0x1F ? 0xFF : exponent - 15 + 127;
        return Float.intBitsToFloat(sign | wideExponent << 23 | fraction << 13);
    }
}
