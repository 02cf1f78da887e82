package dev.antibody.method;

/** How the samples of a micro-batch are weighted. */
public enum Method {

    /** Softmax of a score over the samples that the gate admits. */
    ANTIBODY,

    /** Plain supervised fine-tuning, the undefended baseline: every sample weighs the same and there is no gate. */
    SFT
}
