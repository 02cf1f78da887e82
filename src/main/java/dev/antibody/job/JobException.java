package dev.antibody.job;

/** A job cannot be created or changed as asked. The message is one line for a person. */
public final class JobException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JobException(String message) {
        super(message);
    }

    public JobException(String message, Throwable cause) {
        super(message, cause);
    }
}
