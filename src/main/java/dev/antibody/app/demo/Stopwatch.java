package dev.antibody.app.demo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Wall-clock seconds of the demo's parts, one after the other. */
final class Stopwatch {

    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private final long started = System.nanoTime();
    private long last = started;

    /** Ends a part, which began where the one before ended. */
    double lap(String part) {
        long now = System.nanoTime();
        double lap = (now - last) / 1e9;
        seconds.put(part, lap);
        last = now;
        return lap;
    }

    /** Seconds by part. */
    Map<String, Double> laps() {
        return Collections.unmodifiableMap(seconds); // a copy would lose the order
    }

    /** Seconds since the beginning. */
    double total() {
        return (last - started) / 1e9;
    }
}
