package dev.antibody.job;

/** The broker or the schema registry does not answer, so that nothing can be said about a job; not "unknown job". */
public final class JobsUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JobsUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
