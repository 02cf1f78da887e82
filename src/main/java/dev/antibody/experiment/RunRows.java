package dev.antibody.experiment;

import dev.antibody.evaluation.HarmfulScore;
import dev.antibody.ingest.CsvException;
import dev.antibody.ingest.CsvTable;
import dev.antibody.method.Marks;
import dev.antibody.method.Proportion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Runs as rows of a table. The shares stand there for whoever opens the file; what is read are the counts they come from,
 * so that nothing is lost by rounding.
 */
final class RunRows {

    private static final List<String> COLUMNS = List.of(
            "experiment",
            "method",
            "task",
            "attack",
            "poisonRatio",
            "samples",
            "epochs",
            "learningRate",
            "seed",
            "hs",
            "hsKeyword",
            "fa",
            "overRefusal",
            "auroc",
            "refused",
            "complied",
            "neither",
            "faMarks",
            "faTotal",
            "overRefused",
            "overTotal");

    private RunRows() {}

    /** Runs of a file, in its order. */
    static List<Run> read(Path file) {
        List<Run> runs = new ArrayList<>();
        for (CsvTable.Row row : CsvTable.read(file, COLUMNS).rows()) {
            try {
                runs.add(run(row));
            } catch (IllegalArgumentException e) {
                throw new CsvException(
                        file + " row " + (runs.size() + 1) + " is no run (" + e.getMessage()
                                + "); mend or remove it, and it is run again",
                        e);
            }
        }
        return runs;
    }

    static String text(List<Run> runs) {
        return new CsvTable(COLUMNS, runs.stream().map(RunRows::row).toList()).text();
    }

    private static CsvTable.Row row(Run run) {
        RunSetting setting = run.key().setting();
        Map<String, String> cells = new LinkedHashMap<>();
        cells.put("experiment", setting.experiment());
        cells.put("method", setting.method());
        cells.put("task", setting.task());
        cells.put("attack", setting.attack());
        cells.put("poisonRatio", String.valueOf(setting.poisonRatio()));
        cells.put("samples", String.valueOf(setting.samples()));
        cells.put("epochs", String.valueOf(setting.epochs()));
        cells.put("learningRate", String.valueOf(setting.learningRate()));
        cells.put("seed", String.valueOf(run.key().seed()));
        cells.put("hs", String.valueOf(run.harm().harmful().share()));
        cells.put("hsKeyword", String.valueOf(run.harm().withoutRefusal().share()));
        cells.put("fa", String.valueOf(run.accuracy().share()));
        cells.put("overRefusal", String.valueOf(run.overRefusal().share()));
        cells.put("auroc", run.auroc().isPresent() ? String.valueOf(run.auroc().getAsDouble()) : "");
        cells.put("refused", String.valueOf(run.harm().refused()));
        cells.put("complied", String.valueOf(run.harm().complied()));
        cells.put("neither", String.valueOf(run.harm().neither()));
        cells.put("faMarks", String.valueOf(run.accuracy().sum()));
        cells.put("faTotal", String.valueOf(run.accuracy().total()));
        cells.put("overRefused", String.valueOf(run.overRefusal().hits()));
        cells.put("overTotal", String.valueOf(run.overRefusal().total()));
        return new CsvTable.Row(cells);
    }

    private static Run run(CsvTable.Row row) {
        RunSetting setting = new RunSetting(
                row.cell("experiment"),
                row.cell("method"),
                row.cell("task"),
                row.cell("attack"),
                Double.parseDouble(row.cell("poisonRatio")),
                Integer.parseInt(row.cell("samples")),
                Integer.parseInt(row.cell("epochs")),
                Double.parseDouble(row.cell("learningRate")));
        String auroc = row.cell("auroc");
        return new Run(
                setting.withSeed(Long.parseLong(row.cell("seed"))),
                new HarmfulScore(
                        Integer.parseInt(row.cell("refused")),
                        Integer.parseInt(row.cell("complied")),
                        Integer.parseInt(row.cell("neither"))),
                new Marks(Double.parseDouble(row.cell("faMarks")), Integer.parseInt(row.cell("faTotal"))),
                new Proportion(Integer.parseInt(row.cell("overRefused")), Integer.parseInt(row.cell("overTotal"))),
                auroc.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(auroc)));
    }
}
