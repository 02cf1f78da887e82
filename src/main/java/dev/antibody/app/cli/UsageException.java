package dev.antibody.app.cli;

/** What was typed cannot be done. The message is one line that says what is wrong and how to mend it. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }

    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
