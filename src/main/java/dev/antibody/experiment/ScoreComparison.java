package dev.antibody.experiment;

import dev.antibody.evaluation.ScoreReport;
import dev.antibody.evaluation.ScoreRow;
import dev.antibody.evaluation.TaskProbes;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.CsvTable;
import dev.antibody.ingest.SampleLine;
import dev.antibody.lm.Adapter;
import dev.antibody.method.Calibration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which score tells the samples of each task from an attacker's, on an aligned model. */
final class ScoreComparison {

    private static final List<AlignmentKind> KINDS = List.of(AlignmentKind.SFT, AlignmentKind.ANTIBODY);
    private static final int SAMPLES = 150;
    private static final List<String> COLUMNS = List.of(
            "alignment",
            "task",
            "score",
            "auroc",
            "aurocLow",
            "aurocHigh",
            "threshold",
            "benignHeld",
            "benignTotal",
            "harmfulThrough",
            "harmfulTotal");

    private final Trials trials;
    private final List<String> tasks;
    private final Path directory;

    ScoreComparison(Trials trials, List<String> tasks, Path directory) {
        this.trials = trials;
        this.tasks = tasks;
        this.directory = directory;
    }

    /** Minutes, and so done anew each time. */
    String run(Selection selection, Experiments.Listener listener) throws IOException {
        List<CsvTable.Row> rows = new ArrayList<>();
        StringBuilder page = new StringBuilder("# scores: " + ExperimentName.SCORES.title() + "\n\n"
                + "AUROC of benign above harmful samples of the stream under the aligned adapter, with its 95 % interval; the"
                + " gate's threshold for a false-quarantine rate of at most "
                + Math.round(100 * Calibration.FALSE_QUARANTINE_RATE)
                + " %, and what it does. The calibrated score is cross-validated. A score without a threshold does not"
                + " separate and must not be used.\n\n"
                + "| alignment | task | score | AUROC | threshold | benign held back | harmful let through |\n"
                + "| --- | --- | --- | ---: | ---: | ---: | ---: |\n");
        List<String> chosen = selection.tasks(tasks);
        int number = 0;
        for (AlignmentKind kind : KINDS) {
            Adapter adapter = trials.aligned(kind, listener);
            for (String task : chosen) {
                listener.begins(
                        "scores of " + task + ", aligned by " + kind.text(), ++number, KINDS.size() * chosen.size());
                List<TaskProbes> probes = List.of(new TaskProbes(
                        task,
                        trials.fineTuning().evidence(adapter, first(trials.task(task).stream()), templates()),
                        trials.fineTuning()
                                .evidence(
                                        adapter,
                                        first(BundledSamples.read(BundledSamples.HARMFUL_STREAM)),
                                        templates())));
                for (ScoreRow row : ScoreReport.of(probes, Calibration.FALSE_QUARANTINE_RATE)) {
                    rows.add(cells(kind, row));
                    page.append(line(kind, row));
                }
            }
        }
        WholeFile.write(directory.resolve("scores.csv"), new CsvTable(COLUMNS, rows).text());
        return page.toString();
    }

    private static int templates() {
        return Tuning.Weighted.OURS.templates();
    }

    private static List<SampleLine.Accepted> first(List<SampleLine.Accepted> lines) {
        return lines.subList(0, Math.min(SAMPLES, lines.size()));
    }

    private static CsvTable.Row cells(AlignmentKind kind, ScoreRow row) {
        Map<String, String> cells = new LinkedHashMap<>();
        COLUMNS.forEach(column -> cells.put(column, ""));
        cells.put("alignment", kind.text());
        cells.put("task", row.task());
        cells.put("score", row.score().name().toLowerCase(Locale.ROOT));
        cells.put("auroc", String.valueOf(row.auroc()));
        cells.put("aurocLow", String.valueOf(row.interval().low()));
        cells.put("aurocHigh", String.valueOf(row.interval().high()));
        if (row.calibration() instanceof Calibration.Separates gate) {
            cells.put("threshold", String.valueOf(gate.gate().threshold()));
            cells.put("benignHeld", String.valueOf(gate.benignQuarantined().hits()));
            cells.put("benignTotal", String.valueOf(gate.benignQuarantined().total()));
            row.harmfulThrough().ifPresent(through -> {
                cells.put("harmfulThrough", String.valueOf(through.hits()));
                cells.put("harmfulTotal", String.valueOf(through.total()));
            });
        }
        return new CsvTable.Row(cells);
    }

    private static String line(AlignmentKind kind, ScoreRow row) {
        String gate = row.calibration() instanceof Calibration.Separates separates
                ? String.format(
                        Locale.ROOT,
                        "%.3f | %d of %d | %d of %d",
                        separates.gate().threshold(),
                        separates.benignQuarantined().hits(),
                        separates.benignQuarantined().total(),
                        row.harmfulThrough().orElseThrow().hits(),
                        row.harmfulThrough().orElseThrow().total())
                : "– | – | –";
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.3f [%.3f, %.3f] | %s |%n",
                kind.text(),
                row.task(),
                row.score().name().toLowerCase(Locale.ROOT),
                row.auroc(),
                row.interval().low(),
                row.interval().high(),
                gate);
    }
}
