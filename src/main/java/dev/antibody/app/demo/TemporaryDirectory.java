package dev.antibody.app.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A directory that is gone when the demo ends, by Ctrl-C too. */
final class TemporaryDirectory implements AutoCloseable {

    private final Path path;
    private final Thread hook = new Thread(this::delete, "delete-temporary-directory");

    private TemporaryDirectory(Path path) {
        this.path = path;
    }

    static TemporaryDirectory create(String name) throws IOException {
        TemporaryDirectory directory = new TemporaryDirectory(Files.createTempDirectory(name));
        Runtime.getRuntime().addShutdownHook(directory.hook);
        return directory;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the process ends: the hook deletes
        }
        delete();
    }

    private void delete() {
        try (Stream<Path> walk = Files.walk(path)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // a broker that is ending may still write; what is left is the temporary directory's to sweep
        }
    }
}
