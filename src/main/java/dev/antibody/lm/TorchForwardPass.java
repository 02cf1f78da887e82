package dev.antibody.lm;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * A pass whose hidden states still know how they came about. The head's part of the gradient is already there, one row
 * per label ({@code slopes}), so the backward pass starts at the hidden states.
 */
final class TorchForwardPass implements ForwardPass {

    private final Lifetime model;
    private final NDManager pass;
    private final AdapterTensors adapter;
    private final LabelShape shape;
    private final PtNDArray hidden; // (labels, hidden)
    private final float[] losses; // (labels)
    private final PtNDArray slopes; // (labels, hidden), gradient of each loss by its hidden state
    private boolean differentiated;

    /** Takes over the pass. */
    TorchForwardPass(Lifetime model, NDManager pass, AdapterTensors adapter, LabelShape shape, NDList results) {
        this.model = model;
        this.pass = pass;
        this.adapter = adapter;
        this.shape = shape;
        this.hidden = (PtNDArray) results.get(0);
        this.losses = results.get(1).toFloatArray();
        this.slopes = (PtNDArray) results.get(2);
    }

    @Override
    public float[][][] negativeLogLikelihoods() {
        return shape.nested(losses);
    }

    @Override
    public float[] gradient(float[][][] coefficients) {
        if (differentiated) {
            throw new IllegalStateException("a pass can be differentiated once");
        }
        float[] flat = shape.flat(coefficients);
        differentiated = true;
        return model.use(() -> differentiate(flat));
    }

    private float[] differentiate(float[] flat) {
        try (NDArray column = pass.create(flat, new Shape(flat.length, 1));
                NDArray upstream = slopes.mul(column)) { // (labels, hidden)
            JniUtils.backward(hidden, (PtNDArray) upstream, false, false);
        }
        return adapter.gradient();
    }

    @Override
    public void close() {
        model.release(pass::close);
    }
}
