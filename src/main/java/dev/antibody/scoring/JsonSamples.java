package dev.antibody.scoring;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.antibody.event.avro.Sample;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Samples as plain JSON objects with the fields of the Avro schema. {@code createdAt} is a number of milliseconds since
 * 1970 or an ISO 8601 instant; fields that a sample does not have are left out. Thread-safe.
 */
final class JsonSamples {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonSamples() {}

    static Sample read(byte[] value) throws BadRecordException {
        JsonNode json = parse(StrictUtf8.decode(value, value.length));
        if (!json.isObject()) {
            throw new BadRecordException("not a JSON object");
        }
        return SampleFields.toSample(
                text(json, "id"),
                text(json, "job"),
                text(json, "prompt"),
                text(json, "response"),
                text(json, "system"),
                text(json, "source"),
                instant(json));
    }

    private static JsonNode parse(String text) throws BadRecordException {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            // Jackson's message quotes the text
            JsonLocation where = e.getLocation();
            throw new BadRecordException(
                    where == null
                            ? "invalid JSON"
                            : "invalid JSON at line " + where.getLineNr() + ", column " + where.getColumnNr());
        }
    }

    private static @Nullable String text(JsonNode json, String field) throws BadRecordException {
        JsonNode node = json.get(field);
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.isTextual()) {
            throw new BadRecordException("field " + field + " is not a string");
        }
        return node.textValue();
    }

    private static @Nullable Instant instant(JsonNode json) throws BadRecordException {
        JsonNode node = json.get("createdAt");
        if (node == null || node.isNull()) {
            return null;
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return Instant.ofEpochMilli(node.longValue());
        }
        try {
            if (node.isTextual()) {
                Instant instant = Instant.parse(node.textValue());
                // a year that milliseconds cannot count could be read, but never be written on
                return Instant.ofEpochMilli(instant.toEpochMilli());
            }
        } catch (DateTimeException | ArithmeticException e) {
            // the same reason as for another type
        }
        throw new BadRecordException("field createdAt is neither milliseconds since 1970 nor an ISO 8601 instant");
    }
}
