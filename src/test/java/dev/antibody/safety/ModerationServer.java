package dev.antibody.safety;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A moderation endpoint on this machine that flags texts with "flag" in them. */
public final class ModerationServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** What it was asked. */
    public record Request(JsonNode body, String authorization) {}

    private record Canned(int status, String body) {}

    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Canned> first = new ConcurrentLinkedQueue<>();
    private volatile boolean hangs;
    private volatile int always;

    private ModerationServer(HttpServer server) {
        this.server = server;
    }

    public static ModerationServer start() {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ModerationServer server = new ModerationServer(http);
            http.createContext("/v1/moderations", server::handle);
            http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/moderations");
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Answers so before it does as it should; may be called for more than one request. */
    ModerationServer answerFirst(int status, String body) {
        first.add(new Canned(status, body));
        return this;
    }

    /** Answers every request so from now on. */
    public void answerAlways(int status) {
        always = status;
    }

    /** Takes requests from now on and answers none. */
    void hang() {
        hangs = true;
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        requests.add(
                new Request(body, String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
        if (hangs) {
            return;
        }
        Canned canned = always == 0 ? first.poll() : new Canned(always, "");
        byte[] bytes = (canned == null ? results(body) : canned.body()).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(canned == null ? 200 : canned.status(), bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    private static String results(JsonNode body) {
        var answer = JSON.createObjectNode();
        ArrayNode results = answer.putArray("results");
        for (JsonNode text : body.path("input")) {
            results.addObject().put("flagged", text.asText().contains("flag"));
        }
        return answer.toString();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
