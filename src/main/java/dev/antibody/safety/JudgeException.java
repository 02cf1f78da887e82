package dev.antibody.safety;

/** A judge cannot be asked. The message is one line for a person and quotes neither prompts, answers nor keys. */
public final class JudgeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public JudgeException(String message) {
        super(message);
    }

    public JudgeException(String message, Throwable cause) {
        super(message, cause);
    }
}
