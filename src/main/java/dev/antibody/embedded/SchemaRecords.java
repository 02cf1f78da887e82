package dev.antibody.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import java.io.UncheckedIOException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records of {@code _schemas} in the form of Confluent's registry, so that one may take the topic over: keys of type SCHEMA
 * and CONFIG are written and read, other types (NOOP, MODE, DELETE_SUBJECT and so on) are passed over.
 */
final class SchemaRecords {

    private static final Logger LOGGER = LoggerFactory.getLogger(SchemaRecords.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SCHEMA_MAGIC = 1;
    private static final int CONFIG_MAGIC = 0;

    private SchemaRecords() {}

    static String schemaKey(SchemaVersion version) {
        return write(JSON.createObjectNode()
                .put("keytype", "SCHEMA")
                .put("subject", version.subject())
                .put("version", version.version())
                .put("magic", SCHEMA_MAGIC));
    }

    static String schemaValue(SchemaVersion version) {
        return write(JSON.createObjectNode()
                .put("subject", version.subject())
                .put("version", version.version())
                .put("id", version.id())
                .put("schema", version.schema())
                .put("deleted", false));
    }

    /** For a subject, or for all that have no level of their own when it is empty. */
    static String configKey(String subject) {
        return write(JSON.createObjectNode()
                .put("keytype", "CONFIG")
                .put("subject", subject.isEmpty() ? null : subject)
                .put("magic", CONFIG_MAGIC));
    }

    static String configValue(CompatibilityLevel level) {
        return write(JSON.createObjectNode().put("compatibilityLevel", level.name));
    }

    /** Brings the state up to a record of the log. A record that makes no sense is passed over and logged. */
    static void apply(ConsumerRecord<String, String> entry, RegistryState state) {
        try {
            JsonNode key = JSON.readTree(entry.key());
            String subject = key.path("subject").asText("");
            switch (key.path("keytype").asText()) {
                case "SCHEMA" -> applySchema(key, entry.value(), state);
                case "CONFIG" -> applyConfig(key.path("subject").isNull() ? "" : subject, entry.value(), state);
                default ->
                    LOGGER.atDebug().addKeyValue("offset", entry.offset()).log("skipped a record of the schemas");
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            LOGGER.atWarn().addKeyValue("offset", entry.offset()).log("a record of the schemas is not readable");
        }
    }

    private static void applySchema(JsonNode key, String text, RegistryState state) throws JsonProcessingException {
        if (text == null) {
            state.removeVersion(
                    key.path("subject").asText(), key.path("version").asInt());
            return;
        }
        JsonNode value = JSON.readTree(text);
        SchemaVersion version = new SchemaVersion(
                value.required("subject").asText(),
                value.required("version").asInt(),
                value.required("id").asInt(),
                value.required("schema").asText());
        state.put(version, value.path("deleted").asBoolean());
    }

    private static void applyConfig(String subject, String text, RegistryState state) throws JsonProcessingException {
        if (text == null) {
            state.removeLevel(subject);
            return;
        }
        String name = JSON.readTree(text).required("compatibilityLevel").asText();
        CompatibilityLevel level = CompatibilityLevel.forName(name);
        if (level == null) {
            throw new IllegalArgumentException(name);
        }
        state.setLevel(subject, level);
    }

    private static String write(JsonNode node) {
        try {
            return JSON.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
