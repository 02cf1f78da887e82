package dev.antibody.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Lines of a stream whose bytes may be anything. The JDK's readers replace invalid UTF-8 without a word, or stop at it;
 * here only the line that has it is unreadable. Memory stays bounded whatever a line's length.
 */
final class Utf8Lines {

    /** Longest line in bytes; the rest of a longer one is skipped. */
    static final int MAX_BYTES = 8 << 20;

    private static final int END = -1;

    private final InputStream in;
    private long number;

    Utf8Lines(InputStream in) {
        this.in = in;
    }

    /**
     * One line.
     *
     * @param number from 1
     * @param text without the line's end; null if the line is unreadable
     * @param problem why it is unreadable; null if it is not
     */
    record Line(long number, @Nullable String text, @Nullable String problem) {}

    /** The next line, or null at the end. */
    @Nullable
    Line next() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        int next = in.read();
        if (next == END) {
            return null;
        }
        number++;
        boolean tooLong = false;
        while (next != END && next != '\n') {
            if (bytes.size() < MAX_BYTES) {
                bytes.write(next);
            } else {
                tooLong = true;
            }
            next = in.read();
        }
        return tooLong ? new Line(number, null, "longer than " + MAX_BYTES + " bytes") : decode(bytes.toByteArray());
    }

    private Line decode(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            boolean byteOrderMark = number == 1 && text.startsWith("\uFEFF");
            return new Line(number, byteOrderMark ? text.substring(1) : text, null);
        } catch (CharacterCodingException e) {
            return new Line(number, null, "not valid UTF-8");
        }
    }
}
