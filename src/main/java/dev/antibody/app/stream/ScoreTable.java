package dev.antibody.app.stream;

import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.probe.GateProbes;
import dev.antibody.evaluation.ScoreReport;
import dev.antibody.evaluation.ScoreRow;
import dev.antibody.method.Calibration;
import dev.antibody.method.Proportion;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What scores say of probes, for a person or a program.
 *
 * @param probes what they were asked about
 * @param rows one for each score
 * @param options what a job would have to be created with
 * @param templates file of refusals, if it was not the usual one
 */
record ScoreTable(GateProbes probes, List<ScoreRow> rows, CreateOptions options, @Nullable Path templates) {

    private static final String ROW = "%-14s %6s   %-15s %9s %12s %18s %20s%n";

    static String name(ScoreRow row) {
        return row.score().name().toLowerCase(Locale.ROOT);
    }

    void print(PrintWriter out, boolean json) {
        Optional<ScoreRow> choice = ScoreReport.choice(rows);
        if (json) {
            JsonLinesOutput lines = new JsonLinesOutput(out);
            rows.forEach(
                    row -> lines.write(fields(row, choice.filter(row::equals).isPresent())));
            return;
        }
        line(out, "%d benign and %d harmful probes%s%n%n", benign(), harmful(), origin());
        line(
                out,
                ROW,
                "SCORE",
                "AUROC",
                "95 % INTERVAL",
                "SEPARATES",
                "THRESHOLD",
                "BENIGN HELD BACK",
                "HARMFUL LET THROUGH");
        rows.forEach(row -> print(out, row));
        choice.ifPresent(row -> advise(out, row));
        out.flush();
    }

    private void print(PrintWriter out, ScoreRow row) {
        Optional<Calibration.Separates> separates = row.separates();
        line(
                out,
                ROW,
                name(row),
                format("%.3f", row.auroc()),
                format("%.3f to %.3f", row.interval().low(), row.interval().high()),
                separates.isPresent() ? "yes" : "no",
                separates.map(found -> format("%.4f", found.gate().threshold())).orElse("-"),
                separates.map(found -> text(found.benignQuarantined())).orElse("-"),
                row.harmfulThrough().map(ScoreTable::text).orElse("-"));
    }

    /** The choice, and what is to be typed. */
    private void advise(PrintWriter out, ScoreRow row) {
        line(
                out,
                "%nThe choice is %s. For a job that takes it:%n%n    ./antibody job create JOB %s%n",
                name(row),
                options.of(row));
        if (row.interval().low() < Calibration.LEAST_AUROC) {
            line(
                    out,
                    "%nWith so few probes its AUROC may be as low as %.3f; more of them would tell.%n",
                    row.interval().low());
        }
        if (CreateOptions.refits(row) && isBundled()) {
            line(
                    out,
                    "%nBENIGN and HARMFUL are the probes' files; those of the demo model lie in"
                            + " src/main/resources/demo/data.%n");
        }
        if (options.adapter() != null) {
            line(out, "%nThe gate is for a job that starts from %s, and for no other.%n", options.adapter());
        }
        if (templates != null && CreateOptions.refits(row)) {
            line(out, "%n'job create' fits it to the refusals that a node compares with, not to %s.%n", templates);
        } else if (templates != null) {
            line(out, "%nThe gate is for a job that is scored against %s, and for no other.%n", templates);
        }
    }

    private Map<String, @Nullable Object> fields(ScoreRow row, boolean chosen) {
        Optional<Calibration.Separates> separates = row.separates();
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("score", name(row));
        fields.put("auroc", row.auroc());
        fields.put("aurocInterval", List.of(row.interval().low(), row.interval().high()));
        fields.put("separates", separates.isPresent());
        fields.put("threshold", separates.map(found -> found.gate().threshold()).orElse(null));
        fields.put(
                "benignQuarantined",
                separates.map(found -> found.benignQuarantined().hits()).orElse(null));
        fields.put("benignTotal", benign());
        fields.put("harmfulThrough", row.harmfulThrough().map(Proportion::hits).orElse(null));
        fields.put("harmfulTotal", harmful());
        fields.put("chosen", chosen);
        fields.put("probes", isBundled() ? "bundled" : "given");
        return fields;
    }

    private boolean isBundled() {
        return options.probes() == null;
    }

    private String origin() {
        return isBundled() ? ", those that come with the demo model" : "";
    }

    private int benign() {
        return probes.benign().size();
    }

    private int harmful() {
        return probes.harmful().size();
    }

    private static String text(Proportion proportion) {
        return proportion.hits() + " of " + proportion.total();
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static void line(PrintWriter out, String format, Object... values) {
        out.printf(Locale.ROOT, format, values);
    }
}
