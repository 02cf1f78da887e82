package dev.antibody.training;

/** Why a micro-batch made no update. */
public enum SkipReason {
    NOTHING_ADMITTED("the gate admitted no sample of the micro-batch", false),
    TOO_FEW_ADMITTED("the gate admitted a quarter of the micro-batch or less", false),
    LOSS_NOT_FINITE("the loss is not finite", true),
    GRADIENT_NOT_FINITE("the gradient is not finite", true),
    UPDATE_NOT_FINITE("the update is not finite", true);

    private final String text;
    private final boolean fault;

    SkipReason(String text, boolean fault) {
        this.text = text;
        this.fault = fault;
    }

    /** One line for a person. */
    public String text() {
        return text;
    }

    /**
     * Whether something is wrong, or the gate did its job by holding the micro-batch back. There is an alert either way;
     * this decides its kind.
     */
    public boolean fault() {
        return fault;
    }
}
