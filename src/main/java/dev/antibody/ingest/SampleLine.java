package dev.antibody.ingest;

import dev.antibody.lm.SampleEncoder;
import org.jspecify.annotations.Nullable;

/** What one line of a file came to. */
public sealed interface SampleLine {

    /** Number of the line in its file, from 1. */
    long line();

    /**
     * A line that holds a sample.
     *
     * @param line number of the line
     * @param id the sample's own id, or the file's name and the line, so that reading a file again gives the same ids
     * @param prompt the user's prompt, not blank
     * @param response what it shall answer, not blank
     * @param system text in front of the prompt, if any
     * @param source where the sample came from, if the line says so
     */
    record Accepted(
            long line, String id, String prompt, String response, @Nullable String system, @Nullable String source)
            implements SampleLine {

        /** What the model is asked: the prompt behind its system text. */
        public String asked() {
            return SampleEncoder.asked(system, prompt);
        }
    }

    /**
     * A line that does not.
     *
     * @param line number of the line
     * @param reason why, for a person; never a part of the line's text
     */
    record Rejected(long line, String reason) implements SampleLine {}
}
