package dev.antibody.method;

/** How the samples of a micro-batch are weighted. */
public enum Method {

    /** Softmax of a score over the samples that the gate admits. */
    ANTIBODY,

    /** Plain supervised fine-tuning, the undefended baseline: every sample weighs the same and there is no gate. */
    SFT,

    /**
     * Phases of plain fine-tuning on alignment data and on the user's in turn, see {@link LisaSchedule}. Offline only: a
     * stream has no alignment data beside it.
     */
    LISA;

    /** Whether samples are scored and weighed, and a gate may hold some back. */
    public boolean weighs() {
        return this == ANTIBODY;
    }
}
