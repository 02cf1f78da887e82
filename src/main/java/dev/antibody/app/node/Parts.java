package dev.antibody.app.node;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node is made of, to be ended in the reverse of the order in which it was started. States may be asked for by
 * any thread, of parts that are still to come too; starting and ending are for one thread at a time.
 */
final class Parts implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Parts.class);

    private final List<String> expected;
    private final Map<String, BooleanSupplier> ready = new ConcurrentHashMap<>();
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    /**
     * Nothing yet.
     *
     * @param expected names of the parts that make a node ready
     */
    Parts(List<String> expected) {
        this.expected = List.copyOf(expected);
    }

    /** Takes over something that has to be closed and says nothing of its state. */
    synchronized <T extends AutoCloseable> T own(T resource) {
        open.push(resource);
        return resource;
    }

    /** From now on the part is ready whenever this says so. */
    void announce(String name, BooleanSupplier isReady) {
        ready.put(name, isReady);
    }

    /** Each expected part's state. */
    Map<String, PartState> states() {
        Map<String, PartState> states = new LinkedHashMap<>();
        for (String name : expected) {
            states.put(name, PartState.of(ready.getOrDefault(name, () -> false).getAsBoolean()));
        }
        return states;
    }

    /** Whether all of them do their work. */
    boolean areReady() {
        return states().values().stream().allMatch(PartState::ready);
    }

    /** Ends everything, the last one first; one that cannot be ended does not keep the others running. */
    @Override
    public synchronized void close() {
        ready.clear();
        while (!open.isEmpty()) {
            AutoCloseable part = open.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOGGER.atWarn()
                        .addKeyValue("part", part.getClass().getSimpleName())
                        .setCause(e)
                        .log("a part of the node did not stop in order");
            }
        }
    }
}
