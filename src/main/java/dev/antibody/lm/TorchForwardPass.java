package dev.antibody.lm;

import ai.djl.pytorch.jni.IValue;

/** A pass that keeps in native memory what its backward pass needs. */
final class TorchForwardPass implements HookedPass {

    private final Lifetime model;
    private final TorchModule module;
    private final PassArguments arguments;
    private final LabelShape shape;
    private final Hooks hooks;
    private final ModelConfig config;
    private final int tokens;
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
            LabelShape shape,
            Hooks hooks,
            ModelConfig config) {
        this.model = model;
        this.module = module;
        this.arguments = arguments;
        this.shape = shape;
        this.hooks = hooks;
        this.config = config;
        this.tokens = tokens;
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
                workspace.products(),
                arguments.hooks(hooks, tokens))) {
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
        return model.use(() -> module.floats(backward("differentiate", coefficients)));
    }

    @Override
    public AttentionShift attentionGradient(float[][] coefficients) {
        return model.use(() -> new AttentionShift(model, module, backward("attention_gradient", coefficients), tokens));
    }

    private IValue backward(String method, float[][] coefficients) {
        if (differentiated) {
            throw new IllegalStateException("a pass can be differentiated once");
        }
        float[] flat = shape.flat(coefficients);
        differentiated = true;
        return module.call(
                method,
                arguments.array(flat),
                arguments.trees(),
                arguments.prefix(),
                arguments.blocks(),
                module.weights(),
                arguments.adapter(),
                arguments.plan(),
                factors,
                notes,
                sums);
    }

    @Override
    public int layers() {
        return config.layers();
    }

    @Override
    public float[][][] mlpOutput(int layer) {
        requireMlpOutputs();
        return model.use(() -> {
            try (IValue number = IValue.from((long) layer)) {
                return shape.vectors(module.floats(module.call("mlp_output", number, notes)));
            }
        });
    }

    @Override
    public void pullMlpOutput(int layer, float[][][] gradient) {
        requireMlpOutputs();
        float[] flat = shape.flat(gradient, config.hidden());
        model.use(() -> {
            try (IValue number = IValue.from((long) layer);
                    IValue pull = module.call("pull_mlp_output", number, arguments.array(flat), notes)) {
                return pull.isTensor();
            }
        });
    }

    @Override
    public float[][] lensLosses(int behind) {
        return model.use(() -> {
            try (IValue number = IValue.from((long) behind)) {
                return shape.first(
                        module.floats(module.call("lens", number, arguments.trees(), module.weights(), notes)));
            }
        });
    }

    @Override
    public void pullLens(int behind, float[][] coefficients) {
        float[] flat = shape.flat(coefficients);
        model.use(() -> {
            try (IValue number = IValue.from((long) behind);
                    IValue pull = module.call("pull_lens", number, arguments.array(flat), notes)) {
                return pull.isTensor();
            }
        });
    }

    private void requireMlpOutputs() {
        if (!hooks.mlpOutputs()) {
            throw new IllegalStateException("the pass keeps no outputs of its MLPs; ask for them in its hooks");
        }
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
