package dev.antibody.app.node;

import dev.antibody.app.cli.UsageException;
import dev.antibody.lm.ModelSource;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node runs, and where.
 *
 * @param roles at least one
 * @param data directory of everything that survives a restart
 * @param model what scores and is trained; null for a node that neither scores nor trains
 * @param publicKey key that a scorer checks checkpoints with; null: the one in the data directory
 * @param listen where the node listens
 * @param cluster brokers and registry to work with; null: the node's own
 */
public record NodeSettings(
        Set<Role> roles,
        Path data,
        @Nullable ModelSource model,
        @Nullable Path publicKey,
        Listen listen,
        @Nullable Remote cluster) {

    /**
     * Addresses of the node itself; a port 0 is any free one.
     *
     * @param httpHost interface of the health endpoints
     * @param httpPort of the health endpoints
     * @param kafkaPort of the embedded broker, on the loopback interface
     * @param registryPort of the embedded registry, likewise
     */
    public record Listen(String httpHost, int httpPort, int kafkaPort, int registryPort) {

        /** Any free ports of the loopback interface. */
        public static final Listen ANYWHERE = new Listen("127.0.0.1", 0, 0, 0);
    }

    /** Brokers and registry of a cluster that is not the node's. */
    public record Remote(String bootstrapServers, String schemaRegistryUrl) {}

    /**
     * Checks that the settings go together.
     *
     * @throws UsageException if they do not
     */
    public NodeSettings {
        roles = Set.copyOf(roles);
        if (roles.contains(Role.BROKER) == (cluster != null)) {
            throw new UsageException(
                    cluster != null
                            ? "a node with the role broker is its own cluster; leave out broker, or --bootstrap-servers"
                            : "which cluster? give --bootstrap-servers and --schema-registry-url, or the role broker");
        }
    }

    /** Whether the node works with a model. */
    static boolean needModel(Set<Role> roles) {
        return roles.contains(Role.SCORE) || roles.contains(Role.TRAIN);
    }
}
