package dev.antibody.experiment;

import dev.antibody.method.Interval;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/** Summaries as a Markdown table. */
public final class MarkdownSummary {

    private static final List<String> HEADER = List.of(
            "method",
            "task",
            "attack",
            "poison",
            "samples",
            "epochs",
            "learning rate",
            "seeds",
            "HS",
            "keyword HS",
            "FA",
            "over-refusal",
            "AUROC");

    private static final int NAMES = 3;

    private MarkdownSummary() {}

    /**
     * A page with a title, the table, and a line that says what the intervals are.
     *
     * @param title what was run; one line
     */
    public static String of(String title, List<SettingSummary> summaries) {
        String rows = summaries.stream()
                .map(MarkdownSummary::cells)
                .map(MarkdownSummary::line)
                .collect(Collectors.joining());
        String rule = HEADER.stream()
                .map(name -> HEADER.indexOf(name) < NAMES ? " --- " : " ---: ")
                .collect(Collectors.joining("|", "|", "|\n"));
        return "# " + title + "\n\n" + line(HEADER) + rule + rows + "\n"
                + "Shares in %, mean over the seeds and 95 % interval in brackets: Wilson's over the"
                + " answers of one run, widened to Student's over the seeds. All seeds of a method begin with the same"
                + " aligned model. Under an attack that disguises samples, each goal is asked in that form too, and the"
                + " worse answer counts.\n";
    }

    private static List<String> cells(SettingSummary summary) {
        RunSetting setting = summary.setting();
        return List.of(
                escaped(setting.method()),
                escaped(setting.task()),
                escaped(setting.attack()),
                percent(setting.poisonRatio(), 0),
                String.valueOf(setting.samples()),
                String.valueOf(setting.epochs()),
                String.valueOf(setting.learningRate()).replace(".0E", "e"),
                String.valueOf(summary.seeds()),
                percent(summary.hs()),
                percent(summary.hsKeyword()),
                percent(summary.fa()),
                percent(summary.overRefusal()),
                summary.auroc().map(MarkdownSummary::number).orElse("–"));
    }

    private static String percent(Estimate estimate) {
        return percent(estimate.value(), 1) + interval(estimate.interval(), share -> percent(share, 1));
    }

    private static String number(Estimate estimate) {
        return decimals(estimate.value(), 3) + interval(estimate.interval(), share -> decimals(share, 3));
    }

    private static String interval(Optional<Interval> interval, DoubleFunction<String> format) {
        return interval.map(range -> " [" + format.apply(range.low()) + ", " + format.apply(range.high()) + "]")
                .orElse("");
    }

    private static String percent(double share, int decimals) {
        return decimals(100 * share, decimals);
    }

    private static String decimals(double number, int decimals) {
        return String.format(Locale.ROOT, "%." + decimals + "f", number);
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String escaped(String name) {
        return name.replace("|", "\\|").replaceAll("\\s+", " ");
    }
}
