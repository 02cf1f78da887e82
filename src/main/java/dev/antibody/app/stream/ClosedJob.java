package dev.antibody.app.stream;

import dev.antibody.app.cli.FailedException;
import dev.antibody.event.avro.JobState;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.Jobs;

/** Waits for the end of a job. */
final class ClosedJob {

    private static final long PAUSE_MS = 250;

    private ClosedJob() {}

    /** Returns when the job is closed, which takes as long as its training does. */
    static JobDefinition await(Jobs jobs, String id) throws InterruptedException {
        while (true) {
            JobDefinition job =
                    jobs.find(id).orElseThrow(() -> new FailedException("the job " + id + " was removed meanwhile"));
            if (job.state() == JobState.CLOSED) {
                return job;
            }
            Thread.sleep(PAUSE_MS);
        }
    }
}
