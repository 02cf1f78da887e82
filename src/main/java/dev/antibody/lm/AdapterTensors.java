package dev.antibody.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Arrays;

/** An adapter's factors in native memory, as one pass uses them; owned by that pass. */
final class AdapterTensors {

    private static final String PEFT_PREFIX = "base_model.model.";
    private static final String PEFT_SUFFIX = ".weight";

    private final Adapter adapter;
    private final NDList tensors = new NDList();

    /** Copies the factors; with {@code differentiable} a backward pass will leave gradients at them. */
    AdapterTensors(NDManager pass, Adapter adapter, boolean differentiable) {
        this.adapter = adapter;
        for (AdapterLayout.Tensor tensor : adapter.layout().tensors()) {
            float[] values = Arrays.copyOfRange(adapter.values(), tensor.offset(), tensor.offset() + tensor.size());
            NDArray array = pass.create(values, new Shape(tensor.rows(), tensor.columns()));
            array.setRequiresGradient(differentiable);
            add(array, moduleName(tensor.name()));
        }
        add(pass.create((float) adapter.layout().config().scale()), "scale");
    }

    /** Arguments for {@link TorchModule#call}. */
    NDList tensors() {
        return tensors;
    }

    /** Gradients that a backward pass left, flat in the adapter's layout; zero where none arrived. */
    float[] gradient() {
        float[] flat = new float[adapter.layout().size()];
        int index = 0;
        for (AdapterLayout.Tensor tensor : adapter.layout().tensors()) {
            PtNDArray factor = (PtNDArray) tensors.get(index++);
            try (PtNDArray gradient = JniUtils.getGradient(factor)) {
                if (gradient != null) {
                    System.arraycopy(gradient.toFloatArray(), 0, flat, tensor.offset(), tensor.size());
                }
            }
        }
        return flat;
    }

    private void add(NDArray array, String name) {
        array.setName("lora." + name);
        tensors.add(array);
    }

    /** {@code base_model.model.X.lora_A.weight} is {@code X.lora_A} in the decoder. */
    private static String moduleName(String peftName) {
        return peftName.substring(PEFT_PREFIX.length(), peftName.length() - PEFT_SUFFIX.length());
    }
}
