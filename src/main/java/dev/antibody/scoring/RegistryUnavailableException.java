package dev.antibody.scoring;

/** The schema registry does not answer, so that nothing can be said about a record; not "unknown schema". */
final class RegistryUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RegistryUnavailableException(Throwable cause) {
        super("the schema registry does not answer", cause);
    }
}
