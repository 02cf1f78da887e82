package dev.antibody.lm;

/** What a model computes with. LoRA's weights, gradients and the optimiser are fp32 in any case. */
public enum NumberFormat {

    /** Everything in IEEE 754 binary32. */
    FP32,

    /**
     * Weights, activations and products in bfloat16, summed in fp32; the residual stream, norms, softmax and losses in
     * fp32. Faster and half as large where the processor multiplies bf16 itself, far slower where it does not.
     */
    BF16
}
