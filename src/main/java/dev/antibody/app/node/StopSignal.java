package dev.antibody.app.node;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns SIGTERM and SIGINT into an orderly stop with exit code 0, where a JVM would give 143 or 130. A node that does
 * not stop in time is left as it is: what it did not commit is done again after the next start.
 */
final class StopSignal implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(StopSignal.class);
    private static final Duration PATIENCE = Duration.ofSeconds(9);
    private static final int FAILED = 1;

    private final AtomicReference<@Nullable Node> node = new AtomicReference<>();
    private final Thread hook = new Thread(this::stop, "stop");

    private StopSignal() {}

    /** From now on a signal ends the process with 0. */
    static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    /** From now on a signal stops this node first. */
    void stops(Node running) {
        node.set(running);
    }

    private void stop() {
        Node running = node.get();
        if (running == null) {
            Runtime.getRuntime().halt(0); // still starting: nothing was promised to anybody
            return;
        }
        LOGGER.info("stopping");
        Thread closing = new Thread(running::close, "stop-node");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(PATIENCE.toMillis());
            if (!closing.isAlive()) {
                Runtime.getRuntime().halt(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOGGER.warn("the node did not stop in order; what was not committed is done again after the next start");
        Runtime.getRuntime().halt(FAILED);
    }

    /** Leaves signals to the JVM again; when it is stopping already, waits for the end. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // a signal came: the hook ends the process, with its own exit code
        }
    }
}
