package dev.antibody.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A main class of the test class path in a JVM of its own, which a test may kill. Closing kills it. */
public final class ChildJvm implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LONG_PATIENCE = Duration.ofMinutes(10);

    private final Process process;
    private final Path output;
    private final String name;

    private ChildJvm(Process process, Path output, String name) {
        this.process = process;
        this.output = output;
        this.name = name;
    }

    /** In a child: ends it when the JVM that started it is gone, so that no test leaves one behind. */
    public static void dieWithParent() {
        Thread watch = new Thread(
                () -> {
                    try {
                        while (System.in.read() >= 0) {}
                    } catch (IOException e) {
                        // the same as its end
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent");
        watch.setDaemon(true);
        watch.start();
    }

    /** Starts {@code main} with at most 512 MiB of heap; its standard output and error go to one file. */
    public static ChildJvm start(Class<?> main, String... arguments) {
        List<String> command = command(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"), main);
        command.addAll(Arrays.asList(arguments));
        return start(main, new ProcessBuilder(command).redirectErrorStream(true));
    }

    /**
     * Runs {@code main} to its end, which must be a good one.
     *
     * @return lines of its standard output; its standard error goes to that of the tests
     */
    public static List<String> run(Class<?> main, String... jvmOptions) {
        ProcessBuilder command = new ProcessBuilder(command(Arrays.asList(jvmOptions), main));
        try (ChildJvm child = start(main, command.redirectError(ProcessBuilder.Redirect.INHERIT))) {
            int status = child.awaitExit(LONG_PATIENCE);
            if (status != 0) {
                throw new AssertionError(child.name + " ended with exit status " + status + ": " + child.lines());
            }
            return child.lines();
        }
    }

    private static List<String> command(List<String> jvmOptions, Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(main.getName());
        return command;
    }

    private static ChildJvm start(Class<?> main, ProcessBuilder command) {
        try {
            Path output = Files.createTempFile("antibody-child-", ".log");
            return new ChildJvm(command.redirectOutput(output.toFile()).start(), output, main.getSimpleName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it has printed so far. */
    public List<String> lines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a line that begins so, and gives what stands behind the beginning. */
    public String await(String beginning) {
        Awaitility.await(name + " prints " + beginning)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> hasPrinted(beginning) || !process.isAlive());
        if (!hasPrinted(beginning)) {
            throw new AssertionError(name + " ended without " + beginning + ": " + lines());
        }
        return lines().stream()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow()
                .substring(beginning.length());
    }

    private boolean hasPrinted(String beginning) {
        return lines().stream().anyMatch(line -> line.startsWith(beginning));
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Kills it as {@code kill -9} does, and returns when it is gone. */
    public void kill() {
        process.destroyForcibly();
        awaitExit();
    }

    /** Asks it to end as a signal of the system does (SIGTERM); {@link #awaitExit} tells how it went. */
    public void terminate() {
        process.destroy();
    }

    /** Waits until it has ended by itself and gives its exit status. */
    public int awaitExit() {
        return awaitExit(PATIENCE);
    }

    /** The same for one that has much to do. */
    public int awaitExit(Duration patience) {
        try {
            if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(name + " does not end: " + lines());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        kill();
        try {
            Files.deleteIfExists(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
