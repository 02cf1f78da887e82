package dev.antibody.app;

import dev.antibody.embedded.ChildJvm;
import dev.antibody.event.Endpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;

/** {@code ./antibody up} in a process of its own, with the demo model and any free ports. */
final class RunningNode implements AutoCloseable {

    private final ChildJvm process;
    private final Path data;

    private RunningNode(ChildJvm process, Path data) {
        this.process = process;
        this.data = data;
    }

    /** Returns when the node is ready. */
    static RunningNode up(Path data) {
        ChildJvm process = start(data);
        Awaitility.await("endpoints.json")
                .atMost(Duration.ofMinutes(2))
                .until(() -> Files.exists(data.resolve(Endpoints.FILE)) || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("the node ended: " + process.lines());
        }
        return new RunningNode(process, data);
    }

    /** Starts a node and does not wait for anything. */
    static ChildJvm start(Path data) {
        return ChildJvm.start(
                Main.class,
                "up",
                "--data",
                data.toString(),
                "--http-port",
                "0",
                "--kafka-port",
                "0",
                "--registry-port",
                "0");
    }

    Endpoints endpoints() {
        try {
            return Endpoints.read(data);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Types a command with this node's data directory behind it. */
    Typed antibody(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        return Typed.command(all.toArray());
    }

    /** Sends SIGTERM and gives the exit code. */
    int terminate() {
        process.terminate();
        return process.awaitExit();
    }

    @Override
    public void close() {
        process.close();
    }
}
