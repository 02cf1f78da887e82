package dev.antibody.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;

/** Packed trees as the decoder's arguments, in the order of its parameters. */
final class PassInputs {

    private PassInputs() {}

    static List<NDArray> of(NDManager pass, PackedTrees packed) {
        Shape rectangle = new Shape(packed.trees(), packed.width());
        List<NDArray> inputs = new ArrayList<>();
        inputs.add(row(pass, packed.ids()));
        inputs.add(row(pass, packed.positions()));
        inputs.add(pass.create(packed.slots(), rectangle));
        inputs.add(pass.create(packed.branches(), rectangle));
        inputs.add(row(pass, packed.places()));
        inputs.add(row(pass, packed.wanted()));
        if (packed.labels().length > 0) {
            inputs.add(row(pass, packed.labels()));
        }
        return inputs;
    }

    private static NDArray row(NDManager pass, long[] values) {
        return pass.create(values, new Shape(values.length));
    }
}
