package dev.antibody.lm;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The workspace that the last pass left for the next. Steps follow one another, so one is enough; a pass that finds it
 * taken, or too small, gets one of its own. Keeping it spares a step hundreds of megabytes of fresh memory.
 */
final class SpareWorkspace implements AutoCloseable {

    private final int layers;
    private final AtomicReference<@Nullable Workspace> spare = new AtomicReference<>();

    private volatile boolean closed;

    /** @param layers how many layers' results are kept at the same time */
    SpareWorkspace(int layers) {
        this.layers = layers;
    }

    /** A workspace for so many tokens; the caller gives it back. */
    Workspace take(TorchModule module, PassArguments pass, int tokens) {
        Workspace workspace = spare.getAndSet(null);
        if (workspace != null && workspace.tokens() >= tokens) {
            return workspace;
        }
        if (workspace != null) {
            workspace.close();
        }
        return Workspace.allocate(module, pass, tokens, layers);
    }

    /** Keeps a workspace for the next pass, or closes it where a spare one is there already. */
    void giveBack(Workspace workspace) {
        if (closed || !spare.compareAndSet(null, workspace)) {
            workspace.close();
        }
    }

    /** Closes the spare one; what is given back later is closed, too. The model's {@link Lifetime} sets the order. */
    @Override
    public void close() {
        closed = true;
        Workspace workspace = spare.getAndSet(null);
        if (workspace != null) {
            workspace.close();
        }
    }
}
