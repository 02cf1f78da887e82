package dev.antibody.lm;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one pass hands to the decoder besides the weights: packed trees and an adapter. Its arrays live in buffers of the
 * JVM, which the pass's memory keeps from being collected; so it lives as long as anything that was computed from it.
 */
final class PassArguments implements AutoCloseable {

    private final NDManager memory;
    private final List<IValue> values = new ArrayList<>();
    private final IValue trees;
    private final IValue prefix;
    private final IValue ends;
    private final IValue blocks;
    private final IValue asideBlocks;
    private final IValue adapter;
    private final IValue plan;
    private final IValue scale;

    /** Takes over the memory. */
    PassArguments(NDManager memory, PackedTrees packed, AdapterPlan layout, Adapter adapter) {
        this.memory = memory;
        this.trees = own(IValue.stringMapFrom(arrays(packed)));
        this.prefix = own(IValue.from((long) packed.prefix()));
        this.ends = own(IValue.listFrom(packed.trees().ends()));
        this.blocks = own(IValue.listFrom(packed.blocks()));
        this.asideBlocks = own(IValue.listFrom(packed.asideBlocks()));
        this.adapter = own(IValue.from((PtNDArray) memory.create(adapter.values())));
        this.plan = own(IValue.from((PtNDArray) memory.create(layout.numbers())));
        float factor = (float) adapter.layout().config().scale();
        this.scale = own(IValue.from((PtNDArray) memory.create(factor)));
    }

    private Map<String, PtNDArray> arrays(PackedTrees packed) {
        Map<String, PtNDArray> arrays = new LinkedHashMap<>();
        packed.arguments().forEach((name, values) -> arrays.put(name, (PtNDArray) memory.create(values)));
        return arrays;
    }

    /** Tokens and labels. */
    IValue trees() {
        return trees;
    }

    /** How many tokens the prompts share. */
    IValue prefix() {
        return prefix;
    }

    /** Where each tree ends. */
    IValue ends() {
        return ends;
    }

    /** Where what attention takes together ends: the prefix, then each tree. */
    IValue blocks() {
        return blocks;
    }

    /** Where what belongs to these ends in the row aside. */
    IValue asideBlocks() {
        return asideBlocks;
    }

    /** The adapter's values, flat in fp32. */
    IValue adapter() {
        return adapter;
    }

    /** Where in these each factor lies. */
    IValue plan() {
        return plan;
    }

    /** LoRA's factor alpha / rank. */
    IValue scale() {
        return scale;
    }

    /**
     * What the decoder is to do besides, by the names that it knows.
     *
     * @param packedTokens tokens of the pass
     * @throws IllegalArgumentException if the shift is of other trees
     */
    IValue hooks(Hooks hooks, int packedTokens) {
        IValue shift = hooks.shift() == null ? null : hooks.shift().tensors(packedTokens);
        if (hooks.mlpOutputs() && shift != null) {
            throw new IllegalArgumentException("a pass is shifted or keeps its MLPs' outputs, not both");
        }
        if (shift != null) {
            return shift;
        }
        return own(IValue.stringMapFrom(
                hooks.mlpOutputs() ? Map.of("mlp_outputs", (PtNDArray) memory.create(0f)) : Map.of()));
    }

    /** Closes a value together with the arguments. */
    IValue own(IValue value) {
        values.add(value);
        return value;
    }

    /** An array that lives as long as the arguments. */
    IValue array(float[] content) {
        return own(IValue.from((PtNDArray) memory.create(content)));
    }

    @Override
    public void close() {
        values.forEach(IValue::close);
        memory.close();
    }
}
