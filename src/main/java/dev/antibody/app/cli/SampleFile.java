package dev.antibody.app.cli;

import dev.antibody.ingest.JsonLines;
import dev.antibody.ingest.SampleLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of samples that must be right throughout, as what is computed from it names no line that was left out. */
public final class SampleFile {

    private SampleFile() {}

    /**
     * Its samples with a prompt and a response.
     *
     * @throws UsageException if there is none, or a line that is no sample
     */
    public static List<SampleLine.Accepted> samples(Path file) {
        return read(file, JsonLines.Fields.PROMPT_AND_RESPONSE);
    }

    /**
     * Its samples of which only the prompt is needed.
     *
     * @throws UsageException if there is none, or a line that is no prompt
     */
    public static List<SampleLine.Accepted> prompts(Path file) {
        return read(file, JsonLines.Fields.PROMPT);
    }

    private static List<SampleLine.Accepted> read(Path file, JsonLines.Fields fields) {
        if (!Files.isRegularFile(file)) {
            throw new UsageException(file + " is no file; give one with JSON lines");
        }
        List<SampleLine.Accepted> samples = new ArrayList<>();
        try {
            for (SampleLine line : JsonLines.readAll(file, fields)) {
                if (line instanceof SampleLine.Rejected rejected) {
                    throw new UsageException(
                            file + " line " + rejected.line() + ": " + rejected.reason() + "; mend or remove the line");
                }
                samples.add((SampleLine.Accepted) line);
            }
        } catch (IOException e) {
            throw new UsageException(file + " cannot be read; check its permissions", e);
        }
        if (samples.isEmpty()) {
            throw new UsageException(file + " holds no sample; give JSON lines with " + fields.text());
        }
        return samples;
    }
}
