package dev.antibody.app.stream;

import dev.antibody.app.cli.FailedException;
import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.event.Endpoints;
import dev.antibody.event.EventSerdes;
import dev.antibody.event.avro.Job;
import dev.antibody.job.JobDirectory;
import dev.antibody.job.JobPublisher;
import dev.antibody.job.Jobs;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Brokers and registry that a command talks to.
 *
 * @param endpoints where they are
 */
public record Cluster(Endpoints endpoints) {

    private static final long PATIENCE_SECONDS = 10;

    /**
     * Asks the brokers whether they are there, which Kafka's clients would otherwise wait for without a word.
     *
     * @throws FailedException if they do not answer
     */
    public Cluster reached() {
        try (Admin admin = Admin.create(clientConfig())) {
            admin.describeCluster().nodes().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return this;
        } catch (ExecutionException | TimeoutException e) {
            throw new FailedException(
                    "the broker at " + endpoints.bootstrapServers() + " does not answer; is the node still running?",
                    e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** How Kafka's clients reach the brokers. */
    public Map<String, Object> clientConfig() {
        return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, endpoints.bootstrapServers());
    }

    /** Serializers over the registry. */
    public EventSerdes serdes() {
        return EventSerdes.of(endpoints.schemaRegistryUrl());
    }

    /** The jobs, to be closed by the caller. */
    public JobDirectory jobs() {
        return JobDirectory.open(clientConfig(), serdes().deserializer(Job.class));
    }

    /** The checkpoints, to be closed by the caller. */
    public CheckpointReader checkpoints() {
        return CheckpointReader.open(clientConfig(), serdes());
    }

    /** Writes jobs, to be closed by the caller. */
    public JobPublisher publisher(Jobs jobs) {
        return JobPublisher.open(clientConfig(), serdes().serializer(), jobs);
    }
}
