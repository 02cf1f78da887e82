package dev.antibody.method;

/** What tells benign from harmful samples, for the gate and for the softmax. High is benign. */
public interface SampleScore {

    /** What a gate's threshold is compared with. */
    double gate(Evidence sample);

    /** What the softmax over a micro-batch takes. */
    double weight(Evidence sample);

    /** Whether it wants to know what the reference adapter says, also where there is no gate. */
    boolean comparesWithReference();
}
