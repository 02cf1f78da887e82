package dev.antibody.lm;

import java.util.List;

/**
 * Where each LoRA tensor lies in an adapter's flat array of values. Tensors follow one another by layer, then by
 * projection in the order of {@link LoraConfig#PROJECTIONS}, A before B, each row-major.
 *
 * @param config the LoRA configuration that the layout is for
 * @param tensors the tensors in order, without gaps
 */
public record AdapterLayout(LoraConfig config, List<Tensor> tensors) {

    /**
     * One LoRA factor.
     *
     * @param name key in a PEFT file, such as
     *     {@code base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight}
     * @param rows rank for A, outputs of the projection for B
     * @param columns inputs of the projection for A, rank for B
     * @param offset index of the first value in the flat array
     */
    public record Tensor(String name, int rows, int columns, int offset) {

        /** Number of values. */
        public int size() {
            return Math.multiplyExact(rows, columns);
        }

        /** Whether this is the first factor, which gets random initial values; B starts at zero. */
        public boolean isA() {
            return name.contains(".lora_A.");
        }
    }

    public AdapterLayout {
        tensors = List.copyOf(tensors);
    }

    /** Number of values of an adapter. */
    public int size() {
        return tensors.stream().mapToInt(Tensor::size).sum();
    }
}
