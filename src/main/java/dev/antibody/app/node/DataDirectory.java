package dev.antibody.app.node;

import dev.antibody.app.cli.UsageException;
import dev.antibody.event.Endpoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * A node's directory, held by one node at a time. The lock is the operating system's, so that a killed node leaves none
 * behind.
 */
public final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "node.lock";
    private static final String INSTANCE = "instance";

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Takes the directory, which is made when it is not there.
     *
     * @throws UsageException if it cannot be written or another node holds it
     */
    public static DataDirectory take(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            if (!Files.isDirectory(absolute)) { // a link to a directory will do
                Files.createDirectories(absolute);
            }
            FileChannel lock = FileChannel.open(
                    absolute.resolve(LOCK),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (!lock(lock)) {
                String holder = holder(lock);
                lock.close();
                throw new UsageException("a node runs on " + absolute + " already" + holder
                        + "; stop it, or choose another directory with --data");
            }
            lock.truncate(0);
            lock.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
            // what a killed node left must not send anybody to its old ports
            Endpoints.delete(absolute);
            return new DataDirectory(absolute, lock);
        } catch (IOException e) {
            throw new UsageException(
                    "the data directory " + absolute
                            + " cannot be written; choose another one with --data, or change its" + " permissions",
                    e);
        }
    }

    /** The directory, absolute. */
    public Path path() {
        return path;
    }

    /** State of the scoring stage. */
    public Path scoring() {
        return path.resolve("scoring");
    }

    /** Keys that checkpoints are signed with. */
    public Path keys() {
        return path.resolve("keys");
    }

    /**
     * The node's name among all that work on one cluster: made with the directory, the same after each restart.
     *
     * @throws UsageException if it cannot be read or written
     */
    public String instance() {
        Path file = path.resolve(INSTANCE);
        try {
            if (!Files.exists(file)) {
                Path draft = Files.createTempFile(path, INSTANCE, ".part");
                Files.writeString(draft, UUID.randomUUID().toString());
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UsageException(file + " cannot be read or written; check its permissions", e);
        }
    }

    @Override
    public void close() {
        try {
            Endpoints.delete(path);
            lock.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(Long.MAX_VALUE - 1, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this very process
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer pid = ByteBuffer.allocate(20);
        channel.read(pid, 0);
        String text = new String(pid.array(), 0, pid.position(), StandardCharsets.UTF_8);
        return text.matches("[0-9]+") ? " (process " + text + ")" : "";
    }
}
