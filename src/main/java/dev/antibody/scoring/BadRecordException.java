package dev.antibody.scoring;

/** A record can never be scored. The message is the reason that its dead letter gives: one line, no sample text. */
final class BadRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    BadRecordException(String reason) {
        super(reason, null, false, false);
    }
}
