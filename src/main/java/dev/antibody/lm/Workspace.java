package dev.antibody.lm;

import ai.djl.pytorch.jni.IValue;

/**
 * Native memory for what a forward pass leaves to its backward pass.
 *
 * @param tokens for how many tokens it is large enough
 * @param stream the residual stream between half layers, in fp32
 * @param products what matrix products leave, in the type of the weights
 */
record Workspace(int tokens, IValue stream, IValue products) implements AutoCloseable {

    static Workspace allocate(TorchModule module, PassArguments pass, int tokens) {
        try (IValue count = IValue.from((long) tokens);
                IValue parts = module.call("workspace", count, pass.adapter())) {
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
