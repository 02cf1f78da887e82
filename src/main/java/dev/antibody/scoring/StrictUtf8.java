package dev.antibody.scoring;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** UTF-8 that must be right: Java's own decoding puts a replacement character in the place of malformed bytes. */
final class StrictUtf8 {

    private StrictUtf8() {}

    /**
     * Decodes bytes.
     *
     * @throws BadRecordException if they are not UTF-8
     */
    static String decode(byte[] bytes, int length) throws BadRecordException {
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        CharBuffer out = CharBuffer.allocate(length);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        if (result.isError()) {
            throw new BadRecordException("invalid UTF-8 at byte " + in.position());
        }
        return out.flip().toString();
    }
}
