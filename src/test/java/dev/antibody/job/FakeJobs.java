package dev.antibody.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Jobs in memory, which may be away like a broker. Thread-safe. */
public final class FakeJobs implements Jobs {

    private final Map<String, JobDefinition> jobs = new ConcurrentHashMap<>();
    private volatile boolean away;

    /** Adds an open job, with one refusal template per sample so that its scores are easy to work out. */
    public FakeJobs with(String id) {
        return with(JobDefinition.open(
                id, JobSettings.defaults().with().templatesPerSample(1).build(), Instant.EPOCH));
    }

    /** Adds or replaces a job. */
    public FakeJobs with(JobDefinition job) {
        jobs.put(job.id(), job);
        return this;
    }

    /** The job, which must be there. */
    public JobDefinition get(String id) {
        return find(id).orElseThrow();
    }

    /** From now on nothing can be told, or again. */
    public void setAway(boolean isAway) {
        away = isAway;
    }

    @Override
    public Optional<JobDefinition> find(String id) {
        if (away) {
            throw new JobsUnavailableException("the jobs cannot be read", new IllegalStateException());
        }
        return Optional.ofNullable(jobs.get(id));
    }
}
