package dev.antibody.app.node;

/**
 * How a part of a node is.
 *
 * @param ready whether it does its work
 * @param text the same for a person, such as {@code running}
 */
public record PartState(boolean ready, String text) {

    static PartState of(boolean ready) {
        return new PartState(ready, ready ? "running" : "starting");
    }
}
