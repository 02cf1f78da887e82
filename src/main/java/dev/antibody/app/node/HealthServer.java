package dev.antibody.app.node;

import dev.antibody.app.cli.UsageException;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Health over HTTP: {@code /health/live} answers 200 while the process does, {@code /health/ready} 200 when every part
 * is ready and 503 otherwise, with each part's state. It says nothing else, so it needs no token.
 */
final class HealthServer implements AutoCloseable {

    private final Javalin server;
    private final String host;

    private HealthServer(Javalin server, String host) {
        this.server = server;
        this.host = host;
    }

    /**
     * Listens.
     *
     * @param port 0 for a free one
     * @param parts each part's state, which is asked for with each request
     * @throws UsageException if the port is taken or the host is none of this machine's
     */
    static HealthServer start(String host, int port, Supplier<Map<String, PartState>> parts) {
        Javalin server = Javalin.create(config -> {
            config.startup.showJavalinBanner = false;
            config.startup.showOldJavalinVersionWarning = false;
            config.startup.startupWatcherEnabled = false;
            config.routes.get("/health/live", context -> context.json(Map.of("status", "up")));
            config.routes.get("/health/ready", context -> ready(context, parts.get()));
        });
        try {
            server.start(host, port);
        } catch (JavalinException e) {
            throw new UsageException(
                    "the HTTP port " + port + " of " + host + " cannot be used; is it taken? choose another with"
                            + " --http-port (0: any free one)",
                    e);
        }
        return new HealthServer(server, host);
    }

    /** Base of the URLs. */
    String url() {
        String name = host.contains(":") ? "[" + host + "]" : host;
        return "http://" + name + ":" + server.port();
    }

    @Override
    public void close() {
        server.stop();
    }

    private static void ready(Context context, Map<String, PartState> parts) {
        boolean ready = parts.values().stream().allMatch(PartState::ready);
        Map<String, Object> states = new LinkedHashMap<>();
        parts.forEach((name, state) -> states.put(name, state.text()));
        context.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
                .json(Map.of("status", ready ? "ready" : "not ready", "parts", states));
    }
}
