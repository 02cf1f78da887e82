package dev.antibody.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads one Strimzi {@code KafkaTopic}. Strict, since a setting that is misspelt and skipped shows up only when data are
 * gone: an unknown field is an error.
 */
final class TopicFile {

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String file;

    private TopicFile(String file) {
        this.file = file;
    }

    static TopicSpec parse(String file, byte[] yaml) {
        try {
            return new TopicFile(file).topic(YAML.readTree(yaml));
        } catch (JsonProcessingException e) {
            throw new TopicFileException(file, "not valid YAML with one document: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new TopicFileException(file, "cannot be read");
        } catch (IllegalArgumentException e) {
            throw new TopicFileException(file, String.valueOf(e.getMessage()));
        }
    }

    private TopicSpec topic(JsonNode root) {
        only(root, "the file", Set.of("apiVersion", "kind", "metadata", "spec"));
        if (!text(root, "apiVersion").startsWith("kafka.strimzi.io/")
                || !text(root, "kind").equals("KafkaTopic")) {
            throw new TopicFileException(file, "expected apiVersion kafka.strimzi.io/v1 and kind KafkaTopic");
        }
        JsonNode metadata = root.path("metadata");
        JsonNode spec = root.path("spec");
        only(spec, "spec", Set.of("topicName", "partitions", "replicas", "config"));
        String name = spec.has("topicName") ? text(spec, "topicName") : text(metadata, "name");
        OptionalInt replicas = spec.has("replicas") ? OptionalInt.of(number(spec, "replicas")) : OptionalInt.empty();
        return new TopicSpec(name, number(spec, "partitions"), replicas, config(spec.path("config")));
    }

    private Map<String, String> config(JsonNode node) {
        Map<String, String> config = new TreeMap<>();
        if (!node.isMissingNode() && !node.isObject()) {
            throw new TopicFileException(file, "spec.config must be a map");
        }
        node.properties().forEach(setting -> {
            if (!setting.getValue().isValueNode() || setting.getValue().isNull()) {
                throw new TopicFileException(file, "spec.config." + setting.getKey() + " must be one value");
            }
            config.put(setting.getKey(), setting.getValue().asText());
        });
        return config;
    }

    private String text(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        if (!node.isTextual() || node.asText().isBlank()) {
            throw new TopicFileException(file, "field " + field + " is missing or not text");
        }
        return node.asText();
    }

    private int number(JsonNode parent, String field) {
        JsonNode node = parent.path(field);
        if (!node.isInt()) {
            throw new TopicFileException(file, "field " + field + " is missing or not a whole number");
        }
        return node.asInt();
    }

    private void only(JsonNode node, String where, Set<String> known) {
        if (!node.isObject()) {
            throw new TopicFileException(file, where + " must be a map");
        }
        node.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new TopicFileException(file, "unknown field " + field + " in " + where);
            }
        });
    }
}
