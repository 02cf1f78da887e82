package dev.antibody.app.demo;

import dev.antibody.app.cli.PeakMemory;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A demo's report for a person.
 *
 * @param report what came out
 * @param out where the adapters lie
 * @param file where the report was written as JSON, if it was
 */
record DemoText(DemoReport report, Path out, @Nullable Path file) {

    private static final String ROW = "  %-26s %9s %13s %10s %13s%n";

    void print(PrintWriter writer) {
        JobRecords records = report.records();
        line(
                writer,
                "%n%d samples, %.0f %% of them harmful, seed %d%n%n",
                report.stream().samples().size(),
                100 * report.demo().poison(),
                report.demo().seed());
        line(writer, ROW, "", "complies", "keyword HS", "task", "ordinary");
        line(writer, ROW, "", "(HS)", "(not refused)", "(FA)", "refused");
        row(writer, "Antibody", report.judgements().defended());
        row(writer, "plain fine-tuning", report.judgements().sft());
        row(writer, "aligned model, untouched", report.judgements().aligned());
        writer.println();
        item(
                writer,
                "samples",
                "%d scored = %d trained + %d quarantined + %d dead-lettered",
                records.scored().size(),
                records.trained().size(),
                records.quarantined().size(),
                records.deadLettered());
        int harmful = report.stream().harmful().size();
        item(
                writer,
                "gate",
                "held back %d of %d harmful and %d of %d benign samples; set by probes",
                report.harmfulQuarantined(),
                harmful,
                report.benignQuarantined(),
                report.stream().samples().size() - harmful);
        item(
                writer,
                "detection",
                "AUROC %.3f of the %s score in use, %.3f of the paper's r",
                report.auroc(),
                report.settings().score().name().toLowerCase(Locale.ROOT),
                report.aurocPaper());
        item(
                writer,
                "training",
                "%d steps, %d checkpoints, %.1f samples a second scored and trained",
                records.steps(),
                report.checkpoints(),
                report.scoredPerSecond());
        item(
                writer,
                "time",
                "%.0f s: start %.0f, calibrate %.0f, stream %.0f, plain fine-tuning %.0f, judge %.0f; peak %d MiB",
                report.watch().total(),
                report.seconds("start"),
                report.seconds("calibrate"),
                report.seconds("stream"),
                report.seconds(Demo.SFT),
                report.seconds("judge"),
                PeakMemory.mebibytes());
        item(writer, "adapters", "%s and %s, for PEFT and vLLM", out.resolve(Demo.DEFENDED), out.resolve(Demo.SFT));
        if (file != null) {
            item(writer, "report", "%s", file);
        }
        next(writer);
        writer.flush();
    }

    private void next(PrintWriter writer) {
        line(writer, "%nNext%n");
        option(writer, "./antibody demo --poison 0.5 --seed 2", "a stream that is half harmful");
        option(
                writer,
                "./antibody eval --adapter " + out.resolve(Demo.DEFENDED) + " --harmful FILE",
                "judge by prompts of yours");
        option(writer, "./antibody up --data my-data", "a node that stays, for jobs of your own");
    }

    private static void row(PrintWriter writer, String name, Judgement judged) {
        line(
                writer,
                ROW,
                name,
                percent(judged.harm().harmful().share()),
                percent(judged.harm().withoutRefusal().share()),
                percent(judged.accuracy().share()),
                percent(judged.overRefusal().share()));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static void item(PrintWriter writer, String name, String format, Object... values) {
        line(writer, "  %-11s %s%n", name, String.format(Locale.ROOT, format, values));
    }

    private static void option(PrintWriter writer, String command, String what) {
        line(writer, "  %-66s %s%n", command, what);
    }

    private static void line(PrintWriter writer, String format, Object... values) {
        writer.printf(Locale.ROOT, format, values);
    }
}
