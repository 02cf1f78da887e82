package dev.antibody.event;

import org.jspecify.annotations.Nullable;

/**
 * What a sample may hold at most. The scoring stage makes a dead letter of one that holds more; whoever sends samples
 * refuses it first.
 */
public final class SampleLimits {

    /** Characters (UTF-16) of prompt, response and system text together. */
    public static final int CHARACTERS = 65_536;

    /** Characters (UTF-16) of the id. */
    public static final int ID_CHARACTERS = 256;

    /** Bytes of a record's key, value and headers: below what the scoring buffer's changelog takes in one record. */
    public static final int RECORD_BYTES = 512 * 1024;

    private SampleLimits() {}

    /** What {@link #CHARACTERS} is a limit of. */
    public static long characters(String prompt, String response, @Nullable String system) {
        return (long) prompt.length() + response.length() + (system == null ? 0 : system.length());
    }
}
