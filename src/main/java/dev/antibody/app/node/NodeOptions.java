package dev.antibody.app.node;

import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.UsageException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of {@code up}. */
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class NodeOptions {

    @Option(
            names = "--role",
            paramLabel = "broker|score|train,…",
            split = ",",
            description = "What the node does: broker (with a schema registry), score, train."
                    + " Default: all, or score and train with --bootstrap-servers.")
    private @Nullable Set<Role> roles;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Directory of the node's data, which survive a restart.",
            defaultValue = "antibody-data")
    private Path data;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT,…",
            description = "Brokers of a cluster that runs already; needs --schema-registry-url.")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--schema-registry-url",
            paramLabel = "URL",
            description = "Schema registry of that cluster; needs --bootstrap-servers.")
    private @Nullable String schemaRegistryUrl;

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            description = "Public key of the node that trains, for a node that only scores."
                    + " Default: keys/signing-key.pub.pem in the data directory.")
    private @Nullable Path publicKey;

    @Option(
            names = "--http-host",
            paramLabel = "HOST",
            description = "Interface of the health endpoints.",
            defaultValue = "127.0.0.1")
    private String httpHost;

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description = "Port of the health endpoints; 0 takes any free one.",
            defaultValue = "8080")
    private int httpPort;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            description = "Port of the embedded broker; 0 takes any free one.",
            defaultValue = "9092")
    private int kafkaPort;

    @Option(
            names = "--registry-port",
            paramLabel = "PORT",
            description = "Port of the embedded schema registry; 0 takes any free one.",
            defaultValue = "8081")
    private int registryPort;

    @Mixin
    private ModelOptions model;

    /**
     * What they say together.
     *
     * @throws UsageException if that makes no node
     */
    NodeSettings settings() {
        if ((bootstrapServers == null) != (schemaRegistryUrl == null)) {
            throw new UsageException("--bootstrap-servers and --schema-registry-url belong together; give both");
        }
        NodeSettings.Remote cluster = bootstrapServers == null || schemaRegistryUrl == null
                ? null
                : new NodeSettings.Remote(bootstrapServers, schemaRegistryUrl);
        Set<Role> wanted = roles != null && !roles.isEmpty()
                ? roles
                : cluster == null ? EnumSet.allOf(Role.class) : EnumSet.of(Role.SCORE, Role.TRAIN);
        return new NodeSettings(
                wanted,
                data,
                NodeSettings.needModel(wanted) ? model.source() : null,
                publicKey,
                new NodeSettings.Listen(httpHost, httpPort, kafkaPort, registryPort),
                cluster);
    }
}
