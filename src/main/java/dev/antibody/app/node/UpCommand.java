package dev.antibody.app.node;

import dev.antibody.event.Endpoints;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code up}: runs a node until it is stopped. */
@Command(
        name = "up",
        description = {
            "Runs a node until it is stopped (Ctrl-C, SIGTERM): broker, schema registry, scoring, training.",
            "It is ready when /health/ready answers 200; its data directory then has an endpoints.json, by which other"
                    + " commands find it."
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class UpCommand implements Callable<Integer> {

    private static final Logger LOGGER = LoggerFactory.getLogger(UpCommand.class);

    @Spec
    private CommandSpec spec;

    @Mixin
    private NodeOptions options;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "File with options, one a line: http-port=8080. What is typed stands before it.")
    private @Nullable Path config;

    @Override
    public Integer call() throws InterruptedException {
        NodeOptions given = config == null
                ? options
                : ConfigFile.read(config, spec.commandLine().getParseResult());
        NodeSettings settings = given.settings();
        try (StopSignal signal = StopSignal.install();
                Node node = Node.start(settings)) {
            signal.stops(node);
            if (node.awaitReady()) {
                Endpoints endpoints = node.endpoints();
                LOGGER.atInfo()
                        .addKeyValue("bootstrapServers", endpoints.bootstrapServers())
                        .addKeyValue("schemaRegistryUrl", endpoints.schemaRegistryUrl())
                        .addKeyValue("httpUrl", endpoints.httpUrl())
                        .addKeyValue("data", node.data())
                        .log("the node is ready; Ctrl-C stops it");
                node.awaitStop();
            }
        }
        return 0;
    }
}
