package dev.antibody.lm;

import java.util.Random;

/**
 * LoRA weights as a value on the Java heap. Adapters are small, so a model copies one into native memory for each
 * pass; that keeps every snapshot immutable: a scorer never sees half of an update.
 *
 * @param layout names and shapes
 * @param values all tensors, flat; treated as immutable by everyone who holds the adapter
 */
public record Adapter(AdapterLayout layout, float[] values) {

    public Adapter {
        if (values.length != layout.size()) {
            throw new IllegalArgumentException(
                    "the adapter has " + values.length + " values, its layout " + layout.size());
        }
    }

    /**
     * PEFT's initial values: A uniform in ±1/√columns (Kaiming with a = √5), B zero, so that the adapted model equals
     * the base model at first.
     */
    public static Adapter initial(AdapterLayout layout, long seed) {
        float[] values = new float[layout.size()];
        Random random = new Random(seed);
        for (AdapterLayout.Tensor tensor : layout.tensors()) {
            if (tensor.isA()) {
                double bound = 1 / Math.sqrt(tensor.columns());
                for (int i = 0; i < tensor.size(); i++) {
                    values[tensor.offset() + i] = (float) ((2 * random.nextDouble() - 1) * bound);
                }
            }
        }
        return new Adapter(layout, values);
    }

    /** The same layout with other values. */
    public Adapter with(float[] newValues) {
        return new Adapter(layout, newValues);
    }
}
