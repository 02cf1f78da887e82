package dev.antibody.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes one process the owner of a data directory until it closes the lock or dies.
 *
 * <p>Kafka has a lock of its own, but a combined node takes it after its controller has joined the quorum: a second process
 * on the same directory then keeps the first from ever shutting down.
 */
final class DirectoryLock implements AutoCloseable {

    private static final String FILE = "broker.lock";

    /** POSIX drops a process's lock when it closes any channel to the file, so that this JVM must not open a second one. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /** Creates the directory if need be and takes it, or says in one line why it cannot. */
    static DirectoryLock take(Path directory) {
        Path real = create(directory);
        if (!HELD_HERE.add(real)) {
            throw inUse(directory);
        }
        try {
            return lock(directory, real);
        } catch (StartException e) {
            HELD_HERE.remove(real);
            throw e;
        }
    }

    private static Path create(Path directory) {
        try {
            // createDirectories does not take a link to a directory for one
            return (Files.isDirectory(directory) ? directory : Files.createDirectories(directory)).toRealPath();
        } catch (IOException e) {
            throw notWritable(directory, e);
        }
    }

    private static DirectoryLock lock(Path directory, Path real) {
        FileChannel channel;
        try {
            channel = FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw notWritable(directory, e);
        }
        try {
            if (channel.tryLock() != null) {
                return new DirectoryLock(real, channel);
            }
            channel.close();
        } catch (IOException e) {
            throw new StartException("cannot lock " + directory + ": choose a directory of a local file system", e);
        }
        throw inUse(directory);
    }

    private static StartException notWritable(Path directory, IOException cause) {
        return new StartException(
                "cannot write to " + directory + ": choose a directory that this user may create and write to", cause);
    }

    private static StartException inUse(Path directory) {
        return new StartException(
                directory + " is in use by another node: stop that one or choose another data directory");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}
