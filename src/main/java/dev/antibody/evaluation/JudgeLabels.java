package dev.antibody.evaluation;

import dev.antibody.ingest.CsvException;
import dev.antibody.ingest.CsvTable;
import dev.antibody.safety.Verdict;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What people said of answers, to hold a judge against. A file has no text in it, only ids. */
public final class JudgeLabels {

    private static final String ID = "id";
    private static final String LABEL = "label";

    private JudgeLabels() {}

    /**
     * Reads a CSV file with the columns {@code id} (of an answer) and {@code label}: refused, complied or neither.
     *
     * @return labels by id, in the order of the file
     * @throws CsvException if it cannot be read, has another label, or labels an answer twice
     */
    public static Map<String, Verdict> read(Path file) {
        Map<String, Verdict> labels = new LinkedHashMap<>();
        int row = 0;
        for (CsvTable.Row cells : CsvTable.read(file, List.of(ID, LABEL)).rows()) {
            row++;
            if (labels.put(cells.cell(ID), verdict(file, row, cells.cell(LABEL))) != null) {
                throw new CsvException(file + " row " + row + " labels an answer again; keep one of its rows");
            }
        }
        return labels;
    }

    private static Verdict verdict(Path file, int row, String label) {
        try {
            return Verdict.valueOf(label.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new CsvException(file + " row " + row + " is labelled neither refused, complied nor neither", e);
        }
    }
}
