package dev.antibody.job;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A prompt with the answer that a model shall keep giving. Its text is shown to nobody.
 *
 * @param system text in front of the prompt, if any
 */
public record SafeSample(Optional<String> system, String prompt, String response) {

    /** Bytes of its text in UTF-8. */
    long bytes() {
        return bytes(system.orElse("")) + bytes(prompt) + bytes(response);
    }

    @Override
    public String toString() {
        return "SafeSample[" + bytes() + " bytes]";
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
