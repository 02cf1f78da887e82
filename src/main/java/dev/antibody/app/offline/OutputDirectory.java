package dev.antibody.app.offline;

import dev.antibody.alignment.AlignmentFile;
import dev.antibody.app.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a command leaves its adapter. */
final class OutputDirectory {

    private OutputDirectory() {}

    /**
     * Finds out before an hour of training whether its result can be written, and that it writes over nothing.
     *
     * @param goesOn whether a run that is there is gone on with
     * @throws UsageException if it cannot, or would
     */
    static void claim(Path directory, boolean goesOn) {
        try {
            if (!Files.isDirectory(directory)) { // a link to a directory will do
                Files.createDirectories(directory);
            }
            boolean run = goesOn && Files.exists(directory.resolve(AlignmentFile.NAME));
            if (!run && !AlignmentFile.isFree(directory)) {
                throw new UsageException(directory + " is not empty; give --out a new directory");
            }
            Files.delete(Files.createTempFile(directory, "probe", null));
        } catch (IOException e) {
            throw new UsageException(directory + " cannot be written; give --out another directory", e);
        }
    }
}
