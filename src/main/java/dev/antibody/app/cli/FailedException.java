package dev.antibody.app.cli;

/** What was typed was right, and did not work out. The message is one line that says what happened. */
public final class FailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FailedException(String message) {
        super(message);
    }

    public FailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
