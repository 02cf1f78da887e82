package dev.antibody.safety;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An endpoint that speaks OpenAI's moderation interface: {@code {"input": [...], "model": ...}} is answered by
 * {@code {"results": [{"flagged": true}, ...]}}. What may pass (no connection, no answer in time, too many requests, an
 * error of the server) is tried again, with a pause that doubles, or as long as the server asks for within bounds.
 */
final class ModerationEndpoint {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final ModerationSettings settings;
    private final HttpClient client;

    ModerationEndpoint(ModerationSettings settings) {
        this.settings = settings;
        // 1.1, as the offer to upgrade to 2 confuses small servers
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout())
                .build();
    }

    /**
     * Whether each text is flagged, in the same order.
     *
     * @throws JudgeException if the endpoint cannot be asked or does not answer as it should
     */
    List<Boolean> flagged(List<String> texts) {
        HttpRequest request = request(texts);
        String problem = "";
        Duration wait = settings.firstWait();
        for (int attempt = 1; attempt <= settings.attempts(); attempt++) {
            Duration asked = Duration.ZERO;
            try {
                HttpResponse<String> response = send(request);
                if (response.statusCode() / 100 == 2) {
                    return read(response.body(), texts.size());
                }
                problem = "answers with status " + response.statusCode();
                if (response.statusCode() != TOO_MANY_REQUESTS && response.statusCode() < SERVER_ERROR) {
                    throw failed(problem + "; check its address, key and model");
                }
                asked = retryAfter(response);
            } catch (IOException e) {
                problem = "cannot be reached (" + e.getClass().getSimpleName() + ")";
            } catch (TimeoutException e) {
                problem = "does not answer within " + settings.timeout().toSeconds() + " s";
            }
            if (attempt < settings.attempts()) {
                pause(asked.compareTo(wait) > 0 ? asked : wait);
                wait = wait.multipliedBy(2);
            }
        }
        throw failed(problem + ", tried " + settings.attempts() + " times; check its address and that it runs");
    }

    private HttpRequest request(List<String> texts) {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode input = body.putArray("input");
        texts.forEach(input::add);
        settings.model().ifPresent(model -> body.put("model", model));
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        settings.key().ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request.build();
    }

    /** Waits for the whole answer, where the request's own timeout would end with the answer's head. */
    private HttpResponse<String> send(HttpRequest request) throws IOException, TimeoutException {
        CompletableFuture<HttpResponse<String>> response =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        try {
            return response.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new JudgeException("the judge at " + settings.place() + " cannot be asked", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JudgeException("interrupted while asking the judge", e);
        } finally {
            response.cancel(true);
        }
    }

    private List<Boolean> read(String body, int texts) {
        JsonNode results;
        try {
            results = JSON.readTree(body).path("results");
        } catch (JsonProcessingException e) {
            // without the cause, whose message quotes the body
            throw failed("answers, but not in JSON; check its address");
        }
        if (!results.isArray() || results.size() != texts) {
            throw failed("does not answer with one result per text; check that it is a moderation endpoint");
        }
        List<Boolean> flagged = new ArrayList<>(texts);
        for (JsonNode result : results) {
            if (!result.path("flagged").isBoolean()) {
                throw failed("answers without 'flagged'; check that it is a moderation endpoint");
            }
            flagged.add(result.path("flagged").booleanValue());
        }
        return flagged;
    }

    private static Duration retryAfter(HttpResponse<String> response) {
        try {
            Duration asked = Duration.ofSeconds(
                    response.headers().firstValueAsLong("Retry-After").orElse(0));
            return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
        } catch (NumberFormatException e) {
            return Duration.ZERO; // a date, which the doubling pause will do for
        }
    }

    private static void pause(Duration duration) {
        try {
            Thread.sleep(duration.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JudgeException("interrupted while waiting for the judge", e);
        }
    }

    private JudgeException failed(String what) {
        return new JudgeException("the judge at " + settings.place() + " " + what);
    }
}
