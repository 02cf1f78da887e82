package dev.antibody.checkpoint;

import dev.antibody.lm.AdapterLayout;
import dev.antibody.lm.Safetensors.NamedTensor;
import java.util.Arrays;

/** Between an adapter's flat array and the named matrices of a file. */
final class AdapterTensors {

    private AdapterTensors() {}

    /** The values at a place as a matrix that is called {@code prefix} and the place's name. */
    static NamedTensor named(String prefix, AdapterLayout.Tensor place, float[] values) {
        return new NamedTensor(
                prefix + place.name(),
                new long[] {place.rows(), place.columns()},
                Arrays.copyOfRange(values, place.offset(), place.offset() + place.size()));
    }

    /**
     * Puts a matrix into its place.
     *
     * @throws IllegalArgumentException if its shape is another or a value is not finite; the reader knows of which file
     */
    static void copy(NamedTensor tensor, AdapterLayout.Tensor place, float[] values) {
        if (!Arrays.equals(tensor.shape(), new long[] {place.rows(), place.columns()})) {
            throw new IllegalArgumentException("the tensor " + tensor.name() + " has the shape "
                    + Arrays.toString(tensor.shape()) + " instead of [" + place.rows() + ", " + place.columns()
                    + "]; the adapter is for another model");
        }
        for (float value : tensor.values()) {
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("the tensor " + tensor.name()
                        + " has a value that is not finite; take an earlier checkpoint, or train again");
            }
        }
        System.arraycopy(tensor.values(), 0, values, place.offset(), place.size());
    }
}
