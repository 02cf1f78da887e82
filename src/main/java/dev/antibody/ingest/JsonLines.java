package dev.antibody.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.antibody.event.SampleLimits;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON lines with {@code prompt} and {@code response}, and optionally {@code id}, {@code system} and
 * {@code source}. Blank lines and other fields are left out; what the stream would refuse as too long is refused in every
 * file, as {@link SampleLimits} says.
 */
public final class JsonLines {

    /** Most bytes of text in one sample, which leave room for the job's name and the format around it. */
    static final int MAX_TEXT_BYTES = SampleLimits.RECORD_BYTES - 1024;

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    /** What a line must have. */
    public enum Fields {
        PROMPT_AND_RESPONSE("prompt and response"),
        /** A line without a response gets an empty one. */
        PROMPT("prompt");

        private final String text;

        Fields(String text) {
            this.text = text;
        }

        /** The fields for a person. */
        public String text() {
            return text;
        }
    }

    private final String name;
    private final Fields fields;

    private JsonLines(String name, Fields fields) {
        this.name = name;
        this.fields = fields;
    }

    /** Reads a file line by line. */
    public static void read(Path file, Fields fields, Consumer<SampleLine> sink) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            read(String.valueOf(file.getFileName()), in, fields, sink);
        }
    }

    /**
     * Reads a stream line by line.
     *
     * @param name what samples without an id are named after
     */
    public static void read(String name, InputStream in, Fields fields, Consumer<SampleLine> sink) throws IOException {
        JsonLines reader = new JsonLines(name, fields);
        Utf8Lines lines = new Utf8Lines(new BufferedInputStream(in));
        for (Utf8Lines.Line line = lines.next(); line != null; line = lines.next()) {
            reader.parse(line).ifPresent(sink);
        }
    }

    /** All lines of a file that is known to fit into memory. */
    public static List<SampleLine> readAll(Path file, Fields fields) throws IOException {
        List<SampleLine> lines = new ArrayList<>();
        read(file, fields, lines::add);
        return lines;
    }

    private Optional<SampleLine> parse(Utf8Lines.Line line) {
        if (line.text() == null) {
            return Optional.of(new SampleLine.Rejected(line.number(), String.valueOf(line.problem())));
        }
        if (line.text().isBlank()) {
            return Optional.empty();
        }
        try {
            if (JSON.readValue(line.text()) instanceof ObjectNode object) {
                return Optional.of(sample(line.number(), object));
            }
            return Optional.of(new SampleLine.Rejected(line.number(), "not a JSON object"));
        } catch (JsonProcessingException e) {
            // the parser's own message quotes the text
            return Optional.of(new SampleLine.Rejected(line.number(), "not valid JSON" + column(e)));
        } catch (RejectedField e) {
            return Optional.of(new SampleLine.Rejected(line.number(), e.reason));
        }
    }

    private SampleLine sample(long line, ObjectNode object) throws RejectedField {
        String prompt = required(object, "prompt");
        String response = fields == Fields.PROMPT ? "" : required(object, "response");
        String system = optional(object, "system");
        String source = optional(object, "source");
        String id = id(line, object);
        requireFitting(prompt, response, system, id);
        int bytes = bytes(prompt) + bytes(response) + bytes(system) + bytes(source) + bytes(id);
        if (bytes > MAX_TEXT_BYTES) {
            throw new RejectedField("has " + bytes + " bytes of text, more than " + MAX_TEXT_BYTES);
        }
        return new SampleLine.Accepted(line, id, prompt, response, system, source);
    }

    /** A line that is only refused by the scoring stage would count as sent. */
    private static void requireFitting(String prompt, String response, @Nullable String system, String id)
            throws RejectedField {
        long characters = SampleLimits.characters(prompt, response, system);
        if (characters > SampleLimits.CHARACTERS) {
            throw new RejectedField("has " + characters + " characters of prompt, response and system text, more than "
                    + SampleLimits.CHARACTERS);
        }
        if (id.length() > SampleLimits.ID_CHARACTERS) {
            throw new RejectedField("id has " + id.length() + " characters, more than " + SampleLimits.ID_CHARACTERS);
        }
    }

    private String id(long line, ObjectNode object) throws RejectedField {
        JsonNode id = object.get("id");
        if (id != null && id.isIntegralNumber()) {
            return id.asText();
        }
        String text = optional(object, "id");
        return text == null ? name + ":" + line : text;
    }

    private static String required(ObjectNode object, String field) throws RejectedField {
        String text = optional(object, field);
        if (text == null) {
            throw new RejectedField(field + (object.hasNonNull(field) ? " is empty" : " is missing"));
        }
        return text;
    }

    private static @Nullable String optional(ObjectNode object, String field) throws RejectedField {
        if (!object.hasNonNull(field)) {
            return null;
        }
        JsonNode value = object.get(field);
        if (!value.isTextual()) {
            throw new RejectedField(field + " is not a text");
        }
        String text = value.textValue();
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new RejectedField(field + " has half of a surrogate pair");
        }
        return text.isBlank() ? null : text;
    }

    private static int bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String column(JsonProcessingException e) {
        return e.getLocation() == null ? "" : " at column " + e.getLocation().getColumnNr();
    }

    private static final class RejectedField extends Exception {

        private static final long serialVersionUID = 1L;

        private final String reason;

        RejectedField(String reason) {
            super(reason);
            this.reason = reason;
        }
    }
}
