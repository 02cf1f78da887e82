package dev.antibody.experiment;

import dev.antibody.ingest.CsvException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The finished runs of an experiment, in a CSV file with a row each. A run is in the file once {@link #add} returns; the
 * file is written aside and moved into place, so that whoever is killed leaves the old or the new one and never a part. For
 * one process at a time.
 */
public final class RunTable {

    private final Path file;
    private final Map<RunKey, Run> runs = new LinkedHashMap<>();

    private RunTable(Path file) {
        this.file = file;
    }

    /**
     * Opens a table; one without a file is empty.
     *
     * @throws CsvException if the file is no table of runs, or has a run twice
     */
    public static RunTable open(Path file) {
        RunTable table = new RunTable(file);
        if (Files.exists(file)) {
            for (Run run : RunRows.read(file)) {
                if (table.runs.put(run.key(), run) != null) {
                    throw new CsvException(file + " row " + (table.runs.size() + 1)
                            + " repeats a run of an earlier one; keep one of them");
                }
            }
        }
        return table;
    }

    /** The finished run with this key, if there is one. */
    public Optional<Run> find(RunKey key) {
        return Optional.ofNullable(runs.get(key));
    }

    /** All of them, in the order in which they were added. */
    public List<Run> runs() {
        return List.copyOf(runs.values());
    }

    /**
     * Adds a run that is not there yet, and returns when it is on the disk.
     *
     * @throws IOException if the file cannot be written; the table is as before then
     */
    public void add(Run run) throws IOException {
        if (runs.putIfAbsent(run.key(), run) != null) {
            throw new IllegalArgumentException("the run is in the table already");
        }
        try {
            write();
        } catch (IOException e) {
            runs.remove(run.key());
            throw e;
        }
    }

    private void write() throws IOException {
        WholeFile.write(file, RunRows.text(runs()));
    }
}
