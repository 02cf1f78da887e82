package dev.antibody.safety;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where and how a moderation endpoint is asked.
 *
 * @param url what to POST to, http or https
 * @param key sent as a bearer token
 * @param model the moderation model, where the endpoint has more than one
 * @param batch texts of one request, at least 1
 * @param timeout of one request, its answer included
 * @param attempts at one request before it counts as failed, at least 1
 * @param firstWait before the second attempt; doubles from one to the next
 */
public record ModerationSettings(
        URI url,
        Optional<String> key,
        Optional<String> model,
        int batch,
        Duration timeout,
        int attempts,
        Duration firstWait) {

    public ModerationSettings {
        if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
            throw new IllegalArgumentException("a judge's address must begin with http:// or https:// and name a host");
        }
        if (!key.orElse("x").matches("[!-~]+")) {
            // a line's end here would be a header of its own, and the client's complaint about it quotes the key
            throw new IllegalArgumentException("a judge's key must be printable ASCII without blanks");
        }
        if (batch < 1 || attempts < 1) {
            throw new IllegalArgumentException("batch and attempts must be at least 1");
        }
    }

    /** With 32 texts a request, a minute's timeout and four attempts. */
    public static ModerationSettings of(URI url, Optional<String> key, Optional<String> model) {
        return new ModerationSettings(url, key, model, 32, Duration.ofMinutes(1), 4, Duration.ofSeconds(1));
    }

    /** The address without what may be secret in it: user, query and fragment. */
    String place() {
        String port = url.getPort() < 0 ? "" : ":" + url.getPort();
        return url.getScheme() + "://" + url.getHost() + port + url.getPath();
    }

    @Override
    public String toString() {
        return "ModerationSettings[" + place() + (key.isPresent() ? ", with a key" : "") + "]";
    }
}
