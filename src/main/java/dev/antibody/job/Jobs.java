package dev.antibody.job;

import java.util.Optional;

/** Where jobs are looked up. */
public interface Jobs {

    /**
     * The job in its present state, or nothing if no such job was ever created.
     *
     * @throws JobsUnavailableException if that cannot be told now; asking again later may help
     */
    Optional<JobDefinition> find(String id);
}
