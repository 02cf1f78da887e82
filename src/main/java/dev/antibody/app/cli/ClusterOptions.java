package dev.antibody.app.cli;

import dev.antibody.event.Endpoints;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command finds the node or cluster that it talks to. */
public final class ClusterOptions {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the node to talk to; its endpoints.json tells where that is.",
            defaultValue = "antibody-data")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path data;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,…",
            description = "Kafka brokers to talk to instead; needs --schema-registry-url.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--schema-registry-url",
            paramLabel = "URL",
            description = "Schema registry to talk to instead; needs --bootstrap-servers.")
    private @Nullable String schemaRegistryUrl;

    /**
     * Where brokers and registry are.
     *
     * @throws UsageException if that cannot be told
     */
    public Endpoints endpoints() {
        if (bootstrapServers != null && schemaRegistryUrl != null) {
            return new Endpoints(bootstrapServers, schemaRegistryUrl, null, null);
        }
        if (bootstrapServers != null || schemaRegistryUrl != null) {
            throw new UsageException("--bootstrap-servers and --schema-registry-url belong together; give both");
        }
        try {
            return Endpoints.read(data);
        } catch (IOException e) {
            throw new UsageException(
                    e.getMessage() + "; start one with './antibody up --data " + data
                            + "', or give --data or --bootstrap-servers of one that runs",
                    e);
        }
    }

    /** The data directory of the node, where its keys are too. */
    public Path data() {
        return data;
    }
}
