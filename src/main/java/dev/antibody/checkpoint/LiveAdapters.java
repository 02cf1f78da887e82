package dev.antibody.checkpoint;

/** The adapters that jobs are scored with. Implementations may be used by several threads at once. */
public interface LiveAdapters {

    /** The job's newest committed adapter, or {@link LiveAdapter#REFERENCE} while it has none. */
    LiveAdapter current(String job);
}
