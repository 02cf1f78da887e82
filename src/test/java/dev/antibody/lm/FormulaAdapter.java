package dev.antibody.lm;

import java.util.List;

/** The adapter on q/k/v that the fixtures were made with, where no file has it: values of the formula in their README. */
final class FormulaAdapter {

    private static final double B_BOUND = 0.02;

    private FormulaAdapter() {}

    static Adapter of(AdapterLayout layout) {
        float[] values = new float[layout.size()];
        for (AdapterLayout.Tensor tensor : layout.tensors()) {
            String[] parts = tensor.name().split("\\.");
            int layer = Integer.parseInt(parts[List.of(parts).indexOf("layers") + 1]);
            int projection = List.of("q_proj", "k_proj", "v_proj")
                    .indexOf(parts[List.of(parts).indexOf("self_attn") + 1]);
            long seed = 8L * layer + 2L * projection + (tensor.isA() ? 0 : 1) + 1;
            double bound = tensor.isA() ? 1 / Math.sqrt(tensor.columns()) : B_BOUND;
            for (int i = 0; i < tensor.size(); i++) {
                long mixed = Integer.toUnsignedLong(mix((int) (i + seed * 0x9E3779B9L)));
                values[tensor.offset() + i] = (float) ((mixed / 0x1p31 - 1) * bound);
            }
        }
        return new Adapter(layout, values);
    }

    /** The finaliser of murmur3. */
    private static int mix(int bits) {
        int x = bits;
        x ^= x >>> 16;
        x *= 0x85EBCA6B;
        x ^= x >>> 13;
        x *= 0xC2B2AE35;
        return x ^ (x >>> 16);
    }
}
