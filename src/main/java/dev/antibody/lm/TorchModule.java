package dev.antibody.lm;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The compiled decoder with its frozen weights, in native memory until closed. Threads may call it side by side: it
 * holds no state, and what a call makes belongs to the manager of the arrays that were passed in.
 */
final class TorchModule implements AutoCloseable {

    /** Logits that exist at the same time: 16 MiB in fp32. */
    private static final int LOGITS = 1 << 22;

    private final NDManager owner;
    private final PtSymbolBlock block;
    private final NDList weights = new NDList();

    private TorchModule(NDManager owner, PtSymbolBlock block) {
        this.owner = owner;
        this.block = block;
    }

    /** Compiles the decoder for a configuration; weights are added one by one, so that the heap never holds all. */
    static TorchModule compile(ModelConfig config) {
        Engine engine = Engine.getEngine("PyTorch"); // loads the native library, which JniUtils takes for granted
        NDManager owner = engine.newBaseManager();
        byte[] archive = TorchScriptArchive.pack("llama.torchscript", "Llama", attributes(config));
        try {
            PtSymbolBlock block =
                    JniUtils.loadModule((PtNDManager) owner, new ByteArrayInputStream(archive), false, false);
            return new TorchModule(owner, block);
        } catch (IOException | EngineException e) {
            owner.close();
            throw new IllegalStateException("this version of PyTorch does not read our TorchScript", e);
        }
    }

    private static Map<String, Object> attributes(ModelConfig config) {
        return Map.of(
                "training", false,
                "layers", config.layers(),
                "heads", config.heads(),
                "groups", config.groups(),
                "head_dim", config.headDim(),
                "norm_epsilon", config.normEpsilon(),
                "head_rows", Math.max(16, LOGITS / config.vocabulary()));
    }

    /** Copies a weight into native memory. */
    void addWeight(String name, long[] shape, float[] values) {
        try (NDArray heap = owner.create(values, new Shape(shape))) {
            addWeight(name, heap.duplicate()); // memory of PyTorch's own, off the limit for direct buffers
        }
    }

    /** Lets a weight be found by a second name. */
    void shareWeight(String name, String existing) {
        for (NDArray weight : weights) {
            if (weight.getName().equals("weights." + existing)) {
                addWeight(name, weight.stopGradient());
                return;
            }
        }
        throw new IllegalArgumentException("no weight is called " + existing);
    }

    private void addWeight(String name, NDArray array) {
        array.setName("weights." + name); // the part before the dot is the argument, the rest a key of it
        weights.add(array);
    }

    /** Memory for the arrays of one pass. */
    NDManager newPass() {
        return owner.newSubManager();
    }

    /**
     * Runs one method of the decoder.
     *
     * @param pass owns the arrays that come back
     * @param inputs the method's arguments, then the weights, then the adapter's factors follow by themselves
     * @param differentiable whether the results can be differentiated
     */
    NDList call(NDManager pass, String method, List<NDArray> inputs, AdapterTensors adapter, boolean differentiable) {
        try (NDArray marker = pass.create(0f)) {
            marker.setName("module_method:" + method); // DJL's way to name a method; not an argument
            NDList arguments = new NDList(marker);
            arguments.addAll(inputs);
            arguments.addAll(weights);
            arguments.addAll(adapter.tensors());
            return inGradientMode(differentiable, () -> IValueUtils.forward(block, arguments, true));
        }
    }

    /** Gradient mode and the optimiser of graphs are settings of a thread, and the threads are our callers'. */
    private static NDList inGradientMode(boolean on, Supplier<NDList> work) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(on);
        JniUtils.setGraphExecutorOptimize(false);
        try {
            return work.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /** Arrays in native memory that live as long as the model or a pass, for a test of leaks. */
    int liveArrays() {
        return ((BaseNDManager) owner).getManagedArrays().size();
    }

    @Override
    public void close() {
        owner.close();
    }
}
