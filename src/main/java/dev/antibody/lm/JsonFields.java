package dev.antibody.lm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JSON file of a model directory, with messages that name the file when a field is not as it must be. */
record JsonFields(Path file, JsonNode root) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws ModelException if the file is missing or not a JSON object */
    static JsonFields read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + " is missing; a model directory in Hugging Face's layout has it");
        }
        return readIfThere(file);
    }

    /** No fields when there is no such file. */
    static JsonFields readIfThere(Path file) {
        if (!Files.isRegularFile(file)) {
            return new JsonFields(file, MissingNode.getInstance());
        }
        try {
            JsonNode root = JSON.readTree(file.toFile());
            if (!root.isObject()) {
                throw new ModelException(file + " is not a JSON object; fetch it again");
            }
            return new JsonFields(file, root);
        } catch (JsonProcessingException e) {
            throw new ModelException(file + " is not valid JSON; fetch it again", e);
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    JsonNode node(String name) {
        return root.path(name);
    }

    String text(String name, String absent) {
        return root.path(name).asText(absent);
    }

    boolean flag(String name, boolean absent) {
        return root.path(name).asBoolean(absent);
    }

    double number(String name, double absent) {
        return root.path(name).asDouble(absent);
    }

    int positive(String name) {
        return checked(name, root.path(name));
    }

    int positive(String name, int absent) {
        JsonNode value = root.path(name);
        return value.isMissingNode() || value.isNull() ? absent : checked(name, value);
    }

    private int checked(String name, JsonNode value) {
        if (!value.canConvertToInt() || value.asInt() < 1) {
            throw new ModelException(file + " has no usable " + name + "; it must be a positive whole number");
        }
        return value.asInt();
    }
}
