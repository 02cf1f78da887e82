package dev.antibody.lm;

import ai.djl.pytorch.jni.IValue;
import org.jspecify.annotations.Nullable;

/**
 * A vector for each layer and token of a pass, to be added to what attention adds to the residual stream: what the
 * attention block puts out, before the norm behind it, where the model has one. In fp32 and in native memory until
 * closed; used by one thread at a time.
 */
public final class AttentionShift implements AutoCloseable {

    private final Lifetime model;
    private final TorchModule module;
    private final @Nullable IValue tensors;
    private final int tokens;
    private boolean closed;

    /**
     * Takes over the tensors.
     *
     * @param tensors by their names in the decoder; null where nothing depends on attention
     * @param tokens of the pass that it was measured on
     */
    AttentionShift(Lifetime model, TorchModule module, @Nullable IValue tensors, int tokens) {
        this.model = model;
        this.module = module;
        this.tensors = tensors;
        this.tokens = tokens;
    }

    /** L2 norm over all layers, tokens and coordinates together, summed in fp64. */
    public double norm() {
        IValue measured = tensors;
        return measured == null ? 0 : model.use(() -> module.floats(module.call("shift_norm", measured))[0]);
    }

    /** Multiplies all vectors by a factor. */
    public void scale(double factor) {
        IValue scaled = tensors;
        if (scaled != null) {
            model.use(() -> {
                try (IValue times = IValue.from(factor);
                        IValue last = module.call("scale_shift", scaled, times)) {
                    return last.isTensor();
                }
            });
        }
    }

    /** The tensors for a pass over so many tokens; null when there are none. */
    @Nullable
    IValue tensors(int passTokens) {
        if (closed) {
            throw new IllegalStateException("the shift is closed");
        }
        if (tensors != null && tokens != passTokens) {
            throw new IllegalArgumentException("a shift of " + tokens + " tokens does not fit " + passTokens
                    + "; it is for the trees that it was measured on");
        }
        return tensors;
    }

    @Override
    public void close() {
        if (!closed && tensors != null) {
            model.release(tensors::close);
        }
        closed = true;
    }
}
