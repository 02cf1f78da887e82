package dev.antibody.lm;

import ai.djl.pytorch.jni.IValue;

/** A pass that keeps in native memory what its backward pass needs. */
final class TorchForwardPass implements ForwardPass {

    private final Lifetime model;
    private final TorchModule module;
    private final PassArguments arguments;
    private final LabelShape shape;
    private final SpareWorkspace spare;
    private final Workspace workspace;
    private final float[] losses; // (labels)
    private final IValue factors;
    private final IValue notes;
    private final IValue sums;
    private boolean differentiated;
    private boolean closed;

    /** Runs forward; takes over the arguments, also when it fails. */
    TorchForwardPass(
            Lifetime model,
            TorchModule module,
            SpareWorkspace spare,
            PassArguments arguments,
            int tokens,
            LabelShape shape) {
        this.model = model;
        this.module = module;
        this.arguments = arguments;
        this.shape = shape;
        this.spare = spare;
        this.workspace = spare.take(module, arguments, tokens);
        try (IValue result = module.call(
                "learn",
                arguments.trees(),
                arguments.prefix(),
                arguments.blocks(),
                arguments.asideBlocks(),
                module.weights(),
                arguments.adapter(),
                arguments.plan(),
                arguments.scale(),
                workspace.stream(),
                workspace.products())) {
            IValue[] parts = result.toIValueTuple();
            this.losses = module.floats(parts[0]);
            this.factors = arguments.own(parts[1]);
            this.notes = arguments.own(parts[2]);
            this.sums = arguments.own(parts[3]);
        } catch (RuntimeException e) {
            release();
            throw e;
        }
    }

    @Override
    public float[][][] negativeLogLikelihoods() {
        return shape.nested(losses);
    }

    @Override
    public float[] gradient(float[][] coefficients) {
        if (differentiated) {
            throw new IllegalStateException("a pass can be differentiated once");
        }
        float[] flat = shape.flat(coefficients);
        differentiated = true;
        return model.use(() -> module.floats(module.call(
                "differentiate",
                arguments.array(flat),
                arguments.trees(),
                arguments.prefix(),
                arguments.blocks(),
                module.weights(),
                arguments.adapter(),
                arguments.plan(),
                factors,
                notes,
                sums)));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            model.release(this::release);
        }
    }

    private void release() {
        arguments.close();
        spare.giveBack(workspace);
    }
}
