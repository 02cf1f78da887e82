package dev.antibody.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object a line. Numbers that are not finite become null, as JSON has none of them. */
public final class JsonLinesOutput {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintWriter out;

    public JsonLinesOutput(PrintWriter out) {
        this.out = out;
    }

    /** Writes a line; the fields keep the map's order. */
    public void write(Map<String, ?> fields) {
        out.println(line(fields));
        out.flush();
    }

    /** One line of JSON. */
    public static String line(Map<String, ?> fields) {
        Map<String, @Nullable Object> finite = new LinkedHashMap<>();
        fields.forEach((name, value) ->
                finite.put(name, value instanceof Double number && !Double.isFinite(number) ? null : value));
        try {
            return JSON.writeValueAsString(finite);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a field has no JSON form", e);
        }
    }
}
