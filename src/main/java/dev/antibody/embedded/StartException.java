package dev.antibody.embedded;

/** The embedded broker or registry cannot start; the message is one line that says what to do. */
public final class StartException extends RuntimeException {

    StartException(String message) {
        super(message);
    }

    StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
