package dev.antibody.lm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A tensor in a file, which may be larger than the heap: it is read in parts.
 *
 * @param name its name
 * @param type number format of its values
 * @param shape dimensions; row-major
 * @param source the tensor's bytes
 */
record StoredTensor(String name, ElementType type, long[] shape, Source source) {

    /** Little-endian bytes of a tensor. */
    @FunctionalInterface
    interface Source {

        /** Fills a buffer with the bytes from a position on. */
        void fill(long position, ByteBuffer bytes);
    }

    /** First dimension. */
    long rows() {
        return shape[0];
    }

    /** Size of a row. */
    int rowBytes() {
        long bytes = type.bytes();
        for (int dimension = 1; dimension < shape.length; dimension++) {
            bytes *= shape[dimension];
        }
        return Math.toIntExact(bytes);
    }

    /** Values of some rows. */
    float[] values(long firstRow, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(count * rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
        source.fill(firstRow * rowBytes(), bytes);
        return type.toFloats(bytes.flip());
    }

    /** All values; for what is small. */
    float[] values() {
        return values(0, Math.toIntExact(rows()));
    }
}
