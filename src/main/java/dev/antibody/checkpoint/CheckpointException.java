package dev.antibody.checkpoint;

/** A checkpoint or adapter cannot be used or written. The message is one line for a person, with how to mend it. */
public final class CheckpointException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CheckpointException(String message) {
        super(message);
    }

    public CheckpointException(String message, Throwable cause) {
        super(message, cause);
    }
}
