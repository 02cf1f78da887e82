package dev.antibody.job;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32;

/**
 * Refusals that samples are scored against: would the model rather say one of these? Configuration, one line each.
 *
 * @param texts at least one, none blank
 */
public record RefusalTemplates(List<String> texts) {

    private static final String BUNDLED = "/demo/data/refusals.txt";

    /**
     * Checks the templates.
     *
     * @throws IllegalArgumentException if there is no template or a blank one
     */
    public RefusalTemplates {
        texts = List.copyOf(texts);
        if (texts.isEmpty() || texts.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("refusal templates: at least one line of text is needed");
        }
    }

    /** The templates that ship with the demo model. */
    public static RefusalTemplates bundled() {
        try (InputStream lines = RefusalTemplates.class.getResourceAsStream(BUNDLED)) {
            if (lines == null) {
                throw new IllegalStateException("not on the class path: " + BUNDLED);
            }
            return parse(new String(lines.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a UTF-8 file with one template a line; blank lines are left out.
     *
     * @throws JobException if the file cannot be read or holds no template
     */
    public static RefusalTemplates read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new JobException(file + " is not UTF-8 text: give a file with one refusal template a line", e);
        } catch (IOException e) {
            throw new JobException("cannot read " + file + ": give a file with one refusal template a line", e);
        } catch (IllegalArgumentException e) {
            throw new JobException(file + " holds no refusal template: give one a line", e);
        }
    }

    /**
     * Consecutive templates, taken in turn as the published code does with one per sample.
     *
     * @param ordinal the sample's place in its data set, from 0
     * @param count how many; never more than there are
     */
    public List<String> forSample(long ordinal, int count) {
        int size = texts.size();
        long first = Math.floorMod(ordinal, (long) size) * count;
        return IntStream.range(0, Math.min(count, size))
                .mapToObj(k -> texts.get((int) ((first + k) % size)))
                .toList();
    }

    /**
     * The templates of a sample in a stream, where there is no place to count from: the CRC-32 of its id decides, so
     * that scorer and trainer take the same ones.
     */
    public List<String> forId(String sampleId, int count) {
        CRC32 crc = new CRC32();
        crc.update(sampleId.getBytes(StandardCharsets.UTF_8));
        return forSample(crc.getValue(), count);
    }

    private static RefusalTemplates parse(String text) {
        return new RefusalTemplates(
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }
}
