package dev.antibody.event;

/** A topic declaration cannot be used; the message is one line that names the file and what is wrong in it. */
public final class TopicFileException extends RuntimeException {

    TopicFileException(String file, String problem) {
        super(file + ": " + problem);
    }
}
