package dev.antibody.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of Confluent's REST API that its clients and the usual consoles need for Avro: register, look up, by id,
 * versions, compatibility, configuration. Not here: deletes, references, contexts, modes, other formats, authentication.
 */
final class RegistryRoutes {

    private static final Logger LOGGER = LoggerFactory.getLogger(RegistryRoutes.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final String VERSIONS = "/subjects/{subject}/versions";
    private static final String COMPATIBILITY = "/compatibility" + VERSIONS;

    private final SchemaStore store;

    RegistryRoutes(SchemaStore store) {
        this.store = store;
    }

    void register(RoutesConfig routes) {
        routes.get("/", request -> answer(request, Map.of()));
        routes.get(
                "/subjects",
                request -> answer(request, new TreeSet<>(store.state().subjects())));
        routes.post("/subjects/{subject}", this::lookUp);
        routes.get(
                VERSIONS,
                request -> answer(
                        request,
                        versions(request).stream().map(SchemaVersion::version).toList()));
        routes.post(
                VERSIONS,
                request -> answer(
                        request, Map.of("id", store.register(subject(request), RegistryRequests.schema(request)))));
        routes.get(
                VERSIONS + "/{version}",
                request -> answer(request, RegistryRequests.version(request, versions(request))));
        routes.get("/schemas/types", request -> answer(request, List.of("AVRO")));
        routes.get("/schemas/ids/{id}", this::byId);
        routes.post(COMPATIBILITY, request -> compatible(request, versions(request)));
        routes.post(
                COMPATIBILITY + "/{version}",
                request -> compatible(request, List.of(RegistryRequests.version(request, versions(request)))));
        routes.get("/config", request -> level(request, ""));
        routes.get("/config/{subject}", request -> level(request, subject(request)));
        routes.put("/config", request -> setLevel(request, ""));
        routes.put("/config/{subject}", request -> setLevel(request, subject(request)));
        routes.exception(RegistryException.class, (e, request) -> refuse(request, e));
        routes.exception(Exception.class, (e, request) -> fail(request, e));
        routes.error(404, RegistryRoutes::unknownPath);
    }

    private void lookUp(Context request) {
        versions(request);
        AvroSchema schema = RegistryRequests.schema(request);
        answer(
                request,
                store.find(subject(request), schema)
                        .orElseThrow(() -> RegistryException.schemaNotFound("of subject " + subject(request))));
    }

    private void byId(Context request) {
        int id = RegistryRequests.id(request);
        answer(
                request,
                Map.of("schema", store.schema(id).orElseThrow(() -> RegistryException.schemaNotFound("" + id))));
    }

    private void compatible(Context request, List<SchemaVersion> versions) {
        List<String> differences = store.differences(
                RegistryRequests.schema(request), store.state().level(subject(request)), versions);
        boolean verbose = Boolean.parseBoolean(request.queryParam("verbose"));
        Map<String, Object> verdict = verbose
                ? Map.of("is_compatible", differences.isEmpty(), "messages", differences)
                : Map.of("is_compatible", differences.isEmpty());
        answer(request, verdict);
    }

    private void level(Context request, String subject) {
        answer(request, Map.of("compatibilityLevel", store.state().level(subject).name));
    }

    private void setLevel(Context request, String subject) {
        var level = RegistryRequests.level(request);
        store.setLevel(subject, level);
        answer(request, Map.of("compatibility", level.name));
    }

    private List<SchemaVersion> versions(Context request) {
        List<SchemaVersion> versions = store.state().versions(subject(request));
        if (versions.isEmpty()) {
            throw RegistryException.subjectNotFound(subject(request));
        }
        return versions;
    }

    private static String subject(Context request) {
        return request.pathParam("subject");
    }

    private static void refuse(Context request, RegistryException e) {
        request.status(e.status());
        answer(request, Map.of("error_code", e.code(), "message", String.valueOf(e.getMessage())));
    }

    private static void fail(Context request, Exception e) {
        LOGGER.atError().setCause(e).log("the registry failed on a request");
        refuse(request, RegistryException.storeUnavailable());
    }

    private static void unknownPath(Context request) {
        if (!CONTENT_TYPE.equals(request.res().getContentType())) { // it was none of our handlers that said so
            answer(request, Map.of("error_code", 404, "message", "HTTP 404 Not Found"));
        }
    }

    private static void answer(Context request, Object body) {
        try {
            request.contentType(CONTENT_TYPE).result(JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
