package dev.antibody.scoring;

/** A batch could not be scored or passed on as a whole; it is tried again from the last commit. */
final class FlushFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FlushFailedException(Throwable cause) {
        super("an engine batch failed", cause);
    }
}
