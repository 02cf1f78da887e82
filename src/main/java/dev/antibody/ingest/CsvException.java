package dev.antibody.ingest;

/** A table in a file cannot be read. The message is one line that names the file, and the line where there is one. */
public final class CsvException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CsvException(String message) {
        super(message);
    }

    public CsvException(String message, Throwable cause) {
        super(message, cause);
    }
}
