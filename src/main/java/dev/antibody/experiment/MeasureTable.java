package dev.antibody.experiment;

import dev.antibody.ingest.CsvException;
import dev.antibody.ingest.CsvTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What an experiment measured, in a CSV file with a row each. All measures of a run are added at once. */
final class MeasureTable {

    private static final List<String> COLUMNS =
            List.of("setting", "method", "task", "seed", "quantity", "group", "step", "value");

    private final Path file;
    private final String setting;
    private final List<CsvTable.Row> others = new ArrayList<>();
    private final List<Measure> measures = new ArrayList<>();

    private MeasureTable(Path file, String setting) {
        this.file = file;
        this.setting = setting;
    }

    /**
     * Opens a table; one without a file is empty.
     *
     * @param setting what else decides the measures; those of another one are kept and not seen
     * @throws CsvException if the file is no table of measures
     */
    static MeasureTable open(Path file, String setting) {
        MeasureTable table = new MeasureTable(file, setting);
        if (Files.exists(file)) {
            for (CsvTable.Row row : CsvTable.read(file, COLUMNS).rows()) {
                if (!row.cell("setting").equals(setting)) {
                    table.others.add(row);
                    continue;
                }
                try {
                    table.measures.add(new Measure(
                            row.cell("method"),
                            row.cell("task"),
                            Long.parseLong(row.cell("seed")),
                            row.cell("quantity"),
                            row.cell("group"),
                            Long.parseLong(row.cell("step")),
                            Double.parseDouble(row.cell("value"))));
                } catch (NumberFormatException e) {
                    throw new CsvException(file + " is no table of measures; remove it, and it is made again", e);
                }
            }
        }
        return table;
    }

    boolean has(String method, String task, long seed) {
        return measures().of(method, task).seeds().contains(seed);
    }

    /** Adds a run's measures, and returns when they are on the disk. */
    void add(List<Measure> run) throws IOException {
        measures.addAll(run);
        List<CsvTable.Row> rows =
                Stream.concat(others.stream(), measures.stream().map(this::row)).toList();
        WholeFile.write(file, new CsvTable(COLUMNS, rows).text());
    }

    /** All that there are by now. */
    Measures measures() {
        return new Measures(measures);
    }

    private CsvTable.Row row(Measure measure) {
        Map<String, String> cells = new LinkedHashMap<>();
        cells.put("setting", setting);
        cells.put("method", measure.method());
        cells.put("task", measure.task());
        cells.put("seed", String.valueOf(measure.seed()));
        cells.put("quantity", measure.quantity());
        cells.put("group", measure.group());
        cells.put("step", String.valueOf(measure.step()));
        cells.put("value", String.valueOf(measure.value()));
        return new CsvTable.Row(cells);
    }
}
