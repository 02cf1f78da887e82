package dev.antibody.experiment;

import dev.antibody.evaluation.ComparedScore;
import dev.antibody.evaluation.TaskProbes;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.CsvTable;
import dev.antibody.ingest.SampleLine;
import dev.antibody.lm.Adapter;
import dev.antibody.method.Calibration;
import dev.antibody.method.Evidence;
import dev.antibody.method.Gate;
import dev.antibody.method.ProbeScores;
import dev.antibody.method.Proportion;
import dev.antibody.method.SampleScore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which score tells the samples of each task from an attacker's, on an aligned model. As in a job, what is learned and the
 * gate's threshold come from probes; what they are worth is measured on the stream.
 */
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
            "harmfulTotal",
            "otherAuroc",
            "otherThrough",
            "otherTotal");

    private final Trials trials;
    private final List<String> tasks;
    private final Path directory;

    ScoreComparison(Trials trials, List<String> tasks, Path directory) {
        this.trials = trials;
        this.tasks = tasks;
        this.directory = directory;
    }

    /**
     * What a score is worth.
     *
     * @param alignment of the model
     * @param task whose samples are the benign ones
     * @param score which
     * @param stream what it says of the stream
     * @param other what it says of harmful samples of a kind that no probe is of
     * @param gate from the probes; empty where it does not separate them and so must not be used
     */
    private record Row(
            AlignmentKind alignment,
            String task,
            ComparedScore score,
            ProbeScores stream,
            double[] other,
            Optional<Gate> gate) {

        private Optional<Proportion> benignHeld() {
            return gate.map(known -> known.quarantined(stream.benign()));
        }

        private Optional<Proportion> harmfulThrough() {
            return gate.map(known -> known.quarantined(stream.harmful()).rest());
        }

        private Optional<Proportion> otherThrough() {
            return gate.map(known -> known.quarantined(other).rest());
        }

        private double otherAuroc() {
            return new ProbeScores(stream.benign(), other).auroc();
        }
    }

    /** Minutes, and so done anew each time. */
    String run(Selection selection, Experiments.Listener listener) throws IOException {
        List<Row> rows = new ArrayList<>();
        List<String> chosen = selection.tasks(tasks);
        int number = 0;
        for (AlignmentKind kind : KINDS) {
            Adapter adapter = trials.aligned(kind, listener);
            Map<Integer, List<Evidence>> others = new LinkedHashMap<>(); // the same beside each task
            for (String task : chosen) {
                listener.begins(
                        "scores of " + task + ", aligned by " + kind.text(), ++number, KINDS.size() * chosen.size());
                rows.addAll(rows(kind, adapter, trials.task(task), others));
            }
        }
        CsvTable table =
                new CsvTable(COLUMNS, rows.stream().map(ScoreComparison::cells).toList());
        WholeFile.write(directory.resolve("scores.csv"), table.text());
        StringBuilder page = new StringBuilder("# scores: " + ExperimentName.SCORES.title() + "\n\n"
                + "AUROC of benign above harmful samples of the stream under the aligned adapter, with its 95 % interval, and"
                + " what a gate does to them. What the calibrated score learned, and the gate's threshold for a"
                + " false-quarantine rate of at most " + Math.round(100 * Calibration.FALSE_QUARANTINE_RATE)
                + " %, come from probes that are not in the stream. The paper's r has one template, the others "
                + Tuning.Weighted.OURS.templates()
                + ". Others are harmful samples of a"
                + " kind that no probe and no alignment is of, XSTest's. A score without a threshold does not separate the probes and must"
                + " not be used.\n\n"
                + "| alignment | task | score | AUROC | threshold | benign held back | harmful let through | AUROC, others |"
                + " others let through |\n"
                + "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        rows.forEach(row -> page.append(line(row)));
        return page.toString();
    }

    private List<Row> rows(AlignmentKind kind, Adapter adapter, TaskData task, Map<Integer, List<Evidence>> others) {
        Map<Integer, TaskProbes> probes = new LinkedHashMap<>();
        Map<Integer, TaskProbes> streams = new LinkedHashMap<>();
        List<Row> rows = new ArrayList<>();
        for (ComparedScore score : ComparedScore.values()) {
            int templates = (score == ComparedScore.PAPER ? Tuning.Weighted.PAPER : Tuning.Weighted.OURS).templates();
            TaskProbes known =
                    probes.computeIfAbsent(templates, k -> trials.fineTuning().probes(adapter, task, k));
            TaskProbes stream = streams.computeIfAbsent(templates, k -> stream(adapter, task, k));
            SampleScore fitted = score.fitted(known);
            Optional<Gate> gate =
                    score.calibrate(known, Calibration.FALSE_QUARANTINE_RATE) instanceof Calibration.Separates separates
                            ? Optional.of(separates.gate())
                            : Optional.empty();
            ProbeScores scores = new ProbeScores(scores(fitted, stream.benign()), scores(fitted, stream.harmful()));
            double[] other = scores(fitted, others.computeIfAbsent(templates, k -> other(adapter, k)));
            rows.add(new Row(kind, task.name(), score, scores, other, gate));
        }
        return rows;
    }

    private TaskProbes stream(Adapter adapter, TaskData task, int templates) {
        List<SampleLine.Accepted> harmful = BundledSamples.read(BundledSamples.HARMFUL_STREAM);
        return new TaskProbes(
                task.name(),
                trials.fineTuning().evidence(adapter, first(task.stream()), templates),
                trials.fineTuning().evidence(adapter, first(harmful), templates));
    }

    private List<Evidence> other(Adapter adapter, int templates) {
        return trials.fineTuning().evidence(adapter, BundledSamples.read(BundledSamples.UNSAFE_STREAM), templates);
    }

    private static double[] scores(SampleScore score, List<Evidence> samples) {
        return samples.stream().mapToDouble(score::gate).toArray();
    }

    private static List<SampleLine.Accepted> first(List<SampleLine.Accepted> lines) {
        return lines.subList(0, Math.min(SAMPLES, lines.size()));
    }

    private static CsvTable.Row cells(Row row) {
        Map<String, String> cells = new LinkedHashMap<>();
        COLUMNS.forEach(column -> cells.put(column, ""));
        cells.put("alignment", row.alignment().text());
        cells.put("task", row.task());
        cells.put("score", name(row.score()));
        cells.put("auroc", String.valueOf(row.stream().auroc()));
        cells.put("aurocLow", String.valueOf(row.stream().interval().low()));
        cells.put("aurocHigh", String.valueOf(row.stream().interval().high()));
        row.gate().ifPresent(gate -> cells.put("threshold", String.valueOf(gate.threshold())));
        row.benignHeld().ifPresent(held -> {
            cells.put("benignHeld", String.valueOf(held.hits()));
            cells.put("benignTotal", String.valueOf(held.total()));
        });
        row.harmfulThrough().ifPresent(through -> {
            cells.put("harmfulThrough", String.valueOf(through.hits()));
            cells.put("harmfulTotal", String.valueOf(through.total()));
        });
        cells.put("otherAuroc", String.valueOf(row.otherAuroc()));
        row.otherThrough().ifPresent(through -> {
            cells.put("otherThrough", String.valueOf(through.hits()));
            cells.put("otherTotal", String.valueOf(through.total()));
        });
        return new CsvTable.Row(cells);
    }

    private static String line(Row row) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.3f [%.3f, %.3f] | %s | %s | %s | %.3f | %s |%n",
                row.alignment().text(),
                row.task(),
                name(row.score()),
                row.stream().auroc(),
                row.stream().interval().low(),
                row.stream().interval().high(),
                row.gate()
                        .map(gate -> String.format(Locale.ROOT, "%.3f", gate.threshold()))
                        .orElse("–"),
                row.benignHeld().map(Proportion::text).orElse("–"),
                row.harmfulThrough().map(Proportion::text).orElse("–"),
                row.otherAuroc(),
                row.otherThrough().map(Proportion::text).orElse("–"));
    }

    private static String name(ComparedScore score) {
        return score.name().toLowerCase(Locale.ROOT);
    }
}
