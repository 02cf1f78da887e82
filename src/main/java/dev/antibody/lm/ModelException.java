package dev.antibody.lm;

/** A model directory or file cannot be used. The message is one line that says what is wrong and how to mend it. */
public final class ModelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
