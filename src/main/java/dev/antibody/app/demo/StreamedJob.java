package dev.antibody.app.demo;

import dev.antibody.app.cli.FailedException;
import dev.antibody.app.cli.Progress;
import dev.antibody.app.demo.DemoStream.DemoSample;
import dev.antibody.app.node.Node;
import dev.antibody.app.stream.Cluster;
import dev.antibody.app.stream.SampleSender;
import dev.antibody.event.avro.JobState;
import dev.antibody.event.avro.Sample;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobDirectory;
import dev.antibody.job.JobPublisher;
import dev.antibody.job.JobSettings;
import dev.antibody.training.stream.TrainerCounters;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** One job through a node, as any user of it would run one: create, send, close, wait. */
final class StreamedJob {

    private static final String NAME = "demo";
    private static final long LOOK_EVERY_MS = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Node node;
    private final Cluster cluster;
    private long done = -1;
    private long advancedAt = System.nanoTime();

    StreamedJob(Node node) {
        this.node = node;
        this.cluster = new Cluster(node.endpoints());
    }

    /**
     * Sends samples and returns when the job is closed.
     *
     * @throws FailedException if nothing happens for minutes
     */
    JobDefinition run(JobSettings settings, List<DemoSample> samples) throws InterruptedException {
        try (JobDirectory jobs = cluster.jobs();
                JobPublisher publisher = cluster.publisher(jobs);
                Progress progress = Progress.start("training", samples.size())) {
            JobDefinition job =
                    JobDefinition.open(free(jobs), settings, Instant.now().truncatedTo(ChronoUnit.MILLIS));
            publisher.create(job);
            send(job, samples);
            publisher.close(job.id());
            while (jobs.find(job.id()).orElseThrow().state() != JobState.CLOSED) {
                follow(progress);
                Thread.sleep(LOOK_EVERY_MS);
            }
            follow(progress);
            return job;
        }
    }

    private static String free(JobDirectory jobs) {
        String name = NAME;
        for (int i = 2; jobs.find(name).isPresent(); i++) {
            name = NAME + "-" + i;
        }
        return name;
    }

    private void send(JobDefinition job, List<DemoSample> samples) {
        try (SampleSender sender = SampleSender.open(cluster)) {
            for (DemoSample sample : samples) {
                // the job is the key, as only one partition keeps the order
                sender.send(job.id(), event(job, sample), offset -> {});
            }
            sender.flush();
        }
    }

    private static Sample event(JobDefinition job, DemoSample sample) {
        return Sample.newBuilder()
                .setId(sample.id())
                .setJob(job.id())
                .setPrompt(sample.prompt())
                .setResponse(sample.response())
                .setCreatedAt(job.createdAt())
                .build();
    }

    private void follow(Progress progress) {
        node.check();
        TrainerCounters.Totals training = node.training().totals();
        long scored = node.scoring().scored();
        long now = training.trained()
                + training.quarantinedSeen()
                + training.deadLettered()
                + node.scoring().deadLettered();
        progress.note(String.format(
                Locale.ROOT,
                "scored %d, trained %d, quarantined %d, mean r %.2f, mean weight %.3f, checkpoint %d",
                scored,
                training.trained(),
                training.quarantinedSeen(),
                training.meanR(),
                training.meanWeight(),
                training.checkpointVersion()));
        progress.done(now);
        if (now + scored != done) {
            done = now + scored;
            advancedAt = System.nanoTime();
        } else if (System.nanoTime() - advancedAt > PATIENCE.toNanos()) {
            throw new FailedException(
                    "the node has done nothing for " + PATIENCE.toMinutes() + " minutes; the log above may tell why");
        }
    }
}
