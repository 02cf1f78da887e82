package dev.antibody.checkpoint;

import dev.antibody.lm.Adapter;
import java.util.Optional;

/**
 * What a job is scored with at the moment.
 *
 * @param version of the checkpoint; 0 is the reference adapter that the job started from
 * @param adapter the checkpoint's adapter; absent for version 0, which {@link ReferenceAdapters} knows
 */
public record LiveAdapter(long version, Optional<Adapter> adapter) {

    /** The job has no committed checkpoint yet. */
    public static final LiveAdapter REFERENCE = new LiveAdapter(0, Optional.empty());

    public LiveAdapter {
        if (version < 0 || (version == 0) != adapter.isEmpty()) {
            throw new IllegalArgumentException("version 0 and no adapter go together, not version " + version);
        }
    }

    public LiveAdapter(long version, Adapter adapter) {
        this(version, Optional.of(adapter));
    }
}
