package dev.antibody.lm;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.BaseNDManager;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The compiled decoder with its frozen weights, in native memory until closed. Threads may call it side by side: it
 * holds no state but the weights, and what a call returns belongs to whoever called.
 */
final class TorchModule implements AutoCloseable {

    /** Bytes of a weight that are on their way from the file at a time. */
    private static final int READ_AT_ONCE = 1 << 20;

    private final NDManager owner;
    private final PtSymbolBlock block;
    private final Map<String, PtNDArray> named = new LinkedHashMap<>();
    private @Nullable IValue weights;

    private TorchModule(NDManager owner, PtSymbolBlock block) {
        this.owner = owner;
        this.block = block;
    }

    /** Compiles a module that needs no weights. */
    static TorchModule compile(String resource, String type, Map<String, Object> attributes, TorchDevice device) {
        NDManager owner = Engine.getEngine("PyTorch").newBaseManager(device.device());
        byte[] archive = TorchScriptArchive.pack(resource, type, attributes);
        try {
            PtSymbolBlock block =
                    JniUtils.loadModule((PtNDManager) owner, new ByteArrayInputStream(archive), false, false);
            return new TorchModule(owner, block);
        } catch (IOException | EngineException e) {
            owner.close();
            throw new IllegalStateException("this version of PyTorch does not read our TorchScript", e);
        }
    }

    /** Compiles the decoder with a model's attributes; weights are added one by one, so that no copy of all ever exists. */
    static TorchModule compile(Map<String, Object> attributes, TorchDevice device) {
        return compile("decoder.torchscript", "Decoder", attributes, device);
    }

    /**
     * Copies a weight into native memory.
     *
     * @param pieces tensors of like columns whose rows follow one another
     * @param fold a factor for each column; none when empty
     */
    void addWeight(String name, List<StoredTensor> pieces, float[] fold) {
        long rows = pieces.stream().mapToLong(StoredTensor::rows).sum();
        long[] shape = pieces.get(0).shape().clone();
        shape[0] = rows;
        try (NDManager loading = owner.newSubManager();
                IValue dimensions = IValue.listFrom(shape);
                IValue factors = IValue.from((PtNDArray) loading.create(fold));
                IValue weight = call("reserve_weight", dimensions, factors)) {
            long at = 0;
            for (StoredTensor piece : pieces) {
                long atOnce = Math.max(1, READ_AT_ONCE / piece.rowBytes());
                for (long row = 0; row < piece.rows(); row += atOnce) {
                    int count = Math.toIntExact(Math.min(atOnce, piece.rows() - row));
                    fill(weight, at, piece.values(row, count), factors);
                    at += count;
                }
            }
            named.put(name, weight.toTensor((PtNDManager) owner));
        }
    }

    private void fill(IValue weight, long firstRow, float[] values, IValue factors) {
        try (NDArray rows = owner.create(values);
                IValue given = IValue.from((PtNDArray) rows);
                IValue first = IValue.from(firstRow)) {
            call("fill", weight, first, given, factors).close();
        }
    }

    /** Copies a vector in fp32 into native memory. */
    void addVector(String name, float[] values) {
        try (NDArray heap = owner.create(values)) {
            named.put(name, (PtNDArray) heap.duplicate()); // memory of PyTorch's own, off the limit for direct buffers
        }
    }

    /** Lets a weight be found by a second name. */
    void shareWeight(String name, String existing) {
        PtNDArray weight = named.get(existing);
        if (weight == null) {
            throw new IllegalArgumentException("no weight is called " + existing);
        }
        named.put(name, weight);
    }

    /** No weight follows. */
    void complete() {
        weights = IValue.stringMapFrom(named);
    }

    /** The weights, as calls take them. */
    IValue weights() {
        if (weights == null) {
            throw new IllegalStateException("the weights are not complete");
        }
        return weights;
    }

    /** Memory for the arguments of one pass. */
    NDManager newPass() {
        return owner.newSubManager();
    }

    /** Runs one method of the decoder; the caller closes what it returns. */
    IValue call(String method, IValue... arguments) {
        JniUtils.setGraphExecutorOptimize(false); // a setting of the thread, and the threads are our callers'
        return IValueUtils.runMethod(block, method, arguments);
    }

    /** A tensor's values; closes it. */
    float[] floats(IValue tensor) {
        try (NDManager reading = owner.newSubManager();
                tensor) {
            return tensor.toTensor((PtNDManager) reading).toFloatArray();
        }
    }

    /** A tensor's whole numbers; closes it. */
    long[] longs(IValue tensor) {
        try (NDManager reading = owner.newSubManager();
                tensor) {
            return tensor.toTensor((PtNDManager) reading).toLongArray();
        }
    }

    /** Arrays in native memory that live as long as the model or a pass, for a test of leaks. */
    int liveArrays() {
        return ((BaseNDManager) owner).getManagedArrays().size();
    }

    @Override
    public void close() {
        if (weights != null) {
            weights.close();
        }
        owner.close();
    }
}
