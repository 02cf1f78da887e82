package dev.antibody.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Confluent's REST API as its clients use it. Each test has subjects of its own. */
@Timeout(120)
class EmbeddedRegistryIT {

    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void shouldRegisterASchemaAndGiveItBack() {
        int id = register("first-value", point("First"));

        assertThat(register("first-value", point("First"))).isEqualTo(id);
        assertThat(schema(get("/schemas/ids/" + id))).isEqualTo(schema(point("First")));
        Answer lookUp = post("/subjects/first-value", body(point("First")));
        assertThat(lookUp.status()).isEqualTo(200);
        assertThat(lookUp.json().get("subject").asText()).isEqualTo("first-value");
        assertThat(lookUp.json().get("version").asInt()).isEqualTo(1);
        assertThat(lookUp.json().get("id").asInt()).isEqualTo(id);
    }

    @Test
    void shouldListSubjectsAndVersions() {
        int first = register("listed-value", point("Listed"));
        int second = register("listed-value", point("Listed", "y", "0"));

        assertThat(get("/subjects").json()).contains(JSON.getNodeFactory().textNode("listed-value"));
        assertThat(get("/subjects/listed-value/versions").text()).isEqualTo("[1,2]");
        assertThat(get("/subjects/listed-value/versions/1").json().get("id").asInt())
                .isEqualTo(first);
        Answer latest = get("/subjects/listed-value/versions/latest");
        assertThat(latest.json().get("id").asInt()).isEqualTo(second).isNotEqualTo(first);
        assertThat(latest.json().get("version").asInt()).isEqualTo(2);
        assertThat(schema(latest)).isEqualTo(schema(point("Listed", "y", "0")));
        assertThat(get("/schemas/types").text()).isEqualTo("[\"AVRO\"]");
    }

    @Test
    void shouldGiveEqualSchemasOfTwoSubjectsOneId() {
        int id = register("left-value", point("Shared"));

        assertThat(register("right-value", point("Shared"))).isEqualTo(id);
        assertThat(register("right-value", point("Shared", "y", "0"))).isNotEqualTo(id);
    }

    @Test
    void shouldRefuseASchemaThatCannotReadWhatIsThere() {
        register("strict-value", point("Strict"));
        String incompatible = point("Strict", "y", null);

        Answer refusal = post("/subjects/strict-value/versions", body(incompatible));

        assertThat(refusal.status()).isEqualTo(409);
        assertThat(refusal.code()).isEqualTo(409);
        assertThat(refusal.json().get("message").asText())
                .startsWith("Schema being registered is incompatible with an earlier schema for subject")
                .contains("READER_FIELD_MISSING_DEFAULT_VALUE");
        assertThat(get("/subjects/strict-value/versions").text()).isEqualTo("[1]");
        String path = "/compatibility/subjects/strict-value/versions/latest";
        assertThat(post(path, body(incompatible)).text()).isEqualTo("{\"is_compatible\":false}");
        assertThat(post(path, body(point("Strict", "y", "0"))).text()).isEqualTo("{\"is_compatible\":true}");
        assertThat(post(path + "?verbose=true", body(incompatible)).json().get("messages"))
                .isNotEmpty();
    }

    @Test
    void shouldSetTheCompatibilityOfOneSubjectOnly() {
        register("free-value", point("Free"));
        assertThat(get("/config").text()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");

        Answer set = put("/config/free-value", "{\"compatibility\":\"NONE\"}");

        assertThat(set.text()).isEqualTo("{\"compatibility\":\"NONE\"}");
        assertThat(get("/config/free-value").text()).isEqualTo("{\"compatibilityLevel\":\"NONE\"}");
        assertThat(get("/config").text()).isEqualTo("{\"compatibilityLevel\":\"BACKWARD\"}");
        register("free-value", point("Free", "y", null));
    }

    @ParameterizedTest
    @CsvSource({
        "/subjects/absent/versions, 404, 40401",
        "/subjects/absent/versions/1, 404, 40401",
        "/subjects/known-value/versions/7, 404, 40402",
        "/subjects/known-value/versions/0, 422, 42202",
        "/subjects/known-value/versions/last, 422, 42202",
        "/schemas/ids/99999, 404, 40403",
        "/no/such/path, 404, 404"
    })
    void shouldSayWhatItDoesNotKnow(String path, int status, int code) {
        register("known-value", point("Known"));

        Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.json().get("message").asText()).isNotEmpty();
    }

    @Test
    void shouldNotKnowASchemaOfAnotherSubject() {
        register("asked-value", point("Asked"));

        Answer otherSchema = post("/subjects/asked-value", body(point("Asked", "y", "0")));
        assertThat(otherSchema.status()).isEqualTo(404);
        assertThat(otherSchema.code()).isEqualTo(40403);
        assertThat(post("/subjects/absent", body(point("Asked"))).code()).isEqualTo(40401);
    }

    @Test
    void shouldRefuseWhatIsNoRequest() {
        String versions = "/subjects/refused-value/versions";

        assertRefused(post(versions, "{\"schema\": "), 422);
        assertRefused(post(versions, ""), 42201);
        assertRefused(post(versions, "[]"), 42201);
        assertRefused(post(versions, "{\"schema\": 5}"), 42201);
        assertRefused(post(versions, "{\"schema\": \"{}\"}"), 42201);
        assertRefused(post(versions, "{\"schema\": \"not a schema\"}"), 42201);
        assertRefused(post(versions, "{\"schemaType\": \"JSON\", \"schema\": \"{}\"}"), 42201);
        assertRefused(put("/config/refused-value", "{\"compatibility\":\"SOMETIMES\"}"), 42203);
        assertThat(get(versions).code()).isEqualTo(40401);
    }

    @Test
    void shouldKnowEverythingAgainAfterARestart() {
        int first = register("kept-value", point("Kept"));
        int second = register("kept-value", point("Kept", "y", "0"));
        put("/config/kept-value", "{\"compatibility\":\"FULL\"}");

        CLUSTER.stopRegistry();
        CLUSTER.startRegistry();

        assertThat(get("/subjects/kept-value/versions").text()).isEqualTo("[1,2]");
        assertThat(schema(get("/schemas/ids/" + first))).isEqualTo(schema(point("Kept")));
        assertThat(get("/config/kept-value").text()).isEqualTo("{\"compatibilityLevel\":\"FULL\"}");
        assertThat(register("kept-value", point("Kept", "y", "0"))).isEqualTo(second);
        assertThat(register("later-value", point("Later"))).isGreaterThan(second);
    }

    @Test
    void shouldServeConfluentsSerializers() {
        GenericRecord sent =
                new GenericRecordBuilder(schema(point("Sent"))).set("x", 42).build();
        try (KafkaAvroSerializer serializer = new KafkaAvroSerializer();
                KafkaAvroDeserializer deserializer = new KafkaAvroDeserializer()) {
            serializer.configure(CLUSTER.registryConfig(), false);
            deserializer.configure(CLUSTER.registryConfig(), false); // its own client: it has to ask for the id

            byte[] bytes = serializer.serialize("sent", sent);

            int id = get("/subjects/sent-value/versions/1").json().get("id").asInt();
            assertThat(bytes)
                    .startsWith(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
            assertThat(deserializer.deserialize("sent", bytes)).isEqualTo(sent);
        }
    }

    @Test
    void shouldAgreeOnIdsWithASecondRegistryOfTheSameBroker() {
        try (EmbeddedRegistry second = EmbeddedRegistry.start(CLUSTER.bootstrapServers(), 0)) {
            int id = register("common-value", point("Common"));

            // the second one has been running since before the schema was registered
            assertThat(schema(send("GET", second.url(), "/schemas/ids/" + id, null)))
                    .isEqualTo(schema(point("Common")));
            String versions = "/subjects/common-value/versions";
            Answer same = send("POST", second.url(), versions, body(point("Common")));
            assertThat(same.json().get("id").asInt()).isEqualTo(id);
            Answer next = send("POST", second.url(), versions, body(point("Common", "y", "0")));
            int nextId = next.json().get("id").asInt();
            assertThat(nextId).isGreaterThan(id);

            assertThat(register("common-value", point("Common", "y", "0"))).isEqualTo(nextId);
            assertThat(register("third-value", point("Third"))).isGreaterThan(nextId);
            assertThat(get(versions).text()).isEqualTo("[1,2]");
        }
    }

    @Test
    void shouldServeWhatItKnowsAndDenyNothingWhileTheBrokerIsAway() {
        int id = register("served-value", point("Served"));
        CLUSTER.stopBroker();
        try {
            assertThat(schema(get("/schemas/ids/" + id))).isEqualTo(schema(point("Served")));
            Answer unknown = get("/schemas/ids/99999");
            assertThat(unknown.status()).isEqualTo(500); // a client may ask again; 404 would be final
            assertThat(unknown.code()).isEqualTo(50001);
        } finally {
            CLUSTER.startBroker();
        }
        assertThat(get("/schemas/ids/99999").code()).isEqualTo(40403);
        assertThat(register("served-value", point("Served", "y", "0"))).isGreaterThan(id);
    }

    @Test
    void shouldSayThatThePortIsTaken() {
        int port = URI.create(CLUSTER.registryUrl()).getPort();

        assertThatThrownBy(() -> EmbeddedRegistry.start(CLUSTER.bootstrapServers(), port))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("port " + port + " of 127.0.0.1, meant for the schema registry, is taken");
    }

    private static void assertRefused(Answer answer, int code) {
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo(code);
    }

    private static String point(String name) {
        return "{\"type\":\"record\",\"name\":\"" + name + "\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}";
    }

    private static String point(String name, String added, @Nullable String byDefault) {
        String field = "{\"name\":\"" + added + "\",\"type\":\"int\""
                + (byDefault == null ? "" : ",\"default\":" + byDefault) + "}";
        return point(name).replace("}]}", "}," + field + "]}");
    }

    private static Schema schema(String text) {
        return new Schema.Parser().parse(text);
    }

    private static Schema schema(Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return schema(answer.json().get("schema").asText());
    }

    private static String body(String schema) {
        try {
            return JSON.writeValueAsString(Map.of("schema", schema));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int register(String subject, String schema) {
        Answer answer = post("/subjects/" + subject + "/versions", body(schema));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().get("id").asInt();
    }

    private static Answer get(String path) {
        return send("GET", CLUSTER.registryUrl(), path, null);
    }

    private static Answer post(String path, String body) {
        return send("POST", CLUSTER.registryUrl(), path, body);
    }

    private static Answer put(String path, String body) {
        return send("PUT", CLUSTER.registryUrl(), path, body);
    }

    private static Answer send(String method, String url, String path, @Nullable String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            assertThat(response.headers().firstValue("Content-Type"))
                    .contains("application/vnd.schemaregistry.v1+json");
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private record Answer(int status, String text) {

        JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        }

        int code() {
            return Objects.requireNonNull(json().get("error_code")).asInt();
        }
    }
}
