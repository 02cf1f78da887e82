package dev.antibody.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.CompatibilityLevel;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.javalin.http.Context;
import java.util.List;

/** Reads what a request holds, and says what is wrong with it. */
final class RegistryRequests {

    private static final ObjectMapper JSON = new ObjectMapper();

    private RegistryRequests() {}

    static AvroSchema schema(Context request) {
        JsonNode body = body(request);
        if (!body.path("schemaType").asText("AVRO").equals("AVRO")) {
            throw RegistryException.invalidSchema("this registry knows Avro only");
        }
        if (!body.path("references").isEmpty()) {
            throw RegistryException.invalidSchema("this registry has no references between schemas");
        }
        if (!body.path("schema").isTextual()) {
            throw RegistryException.invalidSchema("field schema is missing");
        }
        AvroSchema schema = parse(body.path("schema").asText());
        return Boolean.parseBoolean(request.queryParam("normalize")) ? schema.normalize() : schema;
    }

    private static AvroSchema parse(String text) {
        try {
            AvroSchema schema = new AvroSchema(text);
            schema.validate(false);
            return schema;
        } catch (RuntimeException e) {
            throw RegistryException.invalidSchema(String.valueOf(e.getMessage()));
        }
    }

    static CompatibilityLevel level(Context request) {
        String name = body(request).path("compatibility").asText();
        CompatibilityLevel level = CompatibilityLevel.forName(name);
        if (level == null) {
            throw RegistryException.invalidCompatibility(name);
        }
        return level;
    }

    static int id(Context request) {
        String id = request.pathParam("id");
        try {
            return Integer.parseInt(id);
        } catch (NumberFormatException e) {
            throw RegistryException.schemaNotFound(id);
        }
    }

    /** One of these versions: a number, or {@code latest}, or -1 for the same. */
    static SchemaVersion version(Context request, List<SchemaVersion> versions) {
        String wanted = request.pathParam("version");
        if (wanted.equals("latest") || wanted.equals("-1")) {
            return versions.get(versions.size() - 1);
        }
        if (!wanted.matches("[1-9]\\d{0,8}")) {
            throw RegistryException.invalidVersion(wanted);
        }
        int number = Integer.parseInt(wanted);
        return versions.stream()
                .filter(version -> version.version() == number)
                .findFirst()
                .orElseThrow(() -> RegistryException.versionNotFound(wanted));
    }

    private static JsonNode body(Context request) {
        try {
            return JSON.readTree(request.body());
        } catch (JsonProcessingException e) {
            throw RegistryException.invalidRequest("the body is not valid JSON");
        }
    }
}
