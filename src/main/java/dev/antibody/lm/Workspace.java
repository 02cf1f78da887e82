package dev.antibody.lm;

import ai.djl.pytorch.jni.IValue;

/**
 * Native memory for what the layers of a pass leave.
 *
 * @param tokens for how many tokens it is large enough
 * @param stream the residual stream between half layers, in fp32
 * @param products what matrix products leave, in the type of the weights
 */
record Workspace(int tokens, IValue stream, IValue products) implements AutoCloseable {

    /** Allocates one that keeps what so many layers leave; of other layers each takes the place of the one before. */
    static Workspace allocate(TorchModule module, PassArguments pass, int tokens, int layers) {
        try (IValue count = IValue.from((long) tokens);
                IValue kept = IValue.from((long) layers);
                IValue parts = module.call("workspace", count, kept, pass.adapter())) {
            IValue[] tensors = parts.toIValueTuple();
            return new Workspace(tokens, tensors[0], tensors[1]);
        }
    }

    @Override
    public void close() {
        stream.close();
        products.close();
    }
}
