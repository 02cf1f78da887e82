package dev.antibody.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Plots of an experiment that consists of runs. */
final class RunPlots {

    private static final String HARMFUL_SCORE = "HS, %";
    private static final String ACCURACY = "FA, %";

    /** Bars of one plot whose names can still be read. */
    private static final int MOST_NAMES = 6;

    private final ExperimentName experiment;
    private final List<SettingSummary> summaries;
    private final Path directory;

    private RunPlots(ExperimentName experiment, List<SettingSummary> summaries, Path directory) {
        this.experiment = experiment;
        this.summaries = summaries;
        this.directory = directory;
    }

    /** Draws what the summaries have, as {@code NAME-….png} and {@code .svg}. */
    static void write(ExperimentName experiment, List<SettingSummary> summaries, Path directory) throws IOException {
        if (!summaries.isEmpty()) {
            new RunPlots(experiment, summaries, directory).write();
        }
    }

    private void write() throws IOException {
        switch (experiment) {
            case FIG1 -> {
                Axis samples = Axis.linear("samples of the user");
                lines(
                        "hs",
                        HARMFUL_SCORE,
                        samples,
                        SettingSummary::hs,
                        s -> s.setting().samples(),
                        s -> true);
                lines(
                        "fa",
                        ACCURACY,
                        samples,
                        SettingSummary::fa,
                        s -> s.setting().samples(),
                        s -> true);
            }
            case FIG3 -> {
                double rate = mostCommon(s -> s.setting().learningRate());
                lines(
                        "epochs",
                        HARMFUL_SCORE,
                        Axis.linear("epochs"),
                        SettingSummary::hs,
                        s -> s.setting().epochs(),
                        s -> s.setting().learningRate() == rate);
                int epochs = mostCommon(s -> s.setting().epochs());
                Axis rates = new Axis("learning rate", Axis.Scale.LOGARITHMIC);
                lines(
                        "rates",
                        HARMFUL_SCORE,
                        rates,
                        SettingSummary::hs,
                        s -> s.setting().learningRate(),
                        s -> s.setting().epochs() == epochs);
            }
            case TABLE -> {
                bars(
                        "hs",
                        HARMFUL_SCORE,
                        SettingSummary::hs,
                        s -> s.setting().task(),
                        s -> s.setting().poisonRatio() == RunPlan.POISON);
                bars(
                        "fa",
                        ACCURACY,
                        SettingSummary::fa,
                        s -> s.setting().task(),
                        s -> s.setting().poisonRatio() == RunPlan.POISON);
                for (String task : distinct(summaries, s -> s.setting().task())) {
                    lines(
                            "ratios-" + task,
                            HARMFUL_SCORE,
                            Axis.share("poison ratio, %"),
                            SettingSummary::hs,
                            s -> s.setting().poisonRatio(),
                            s -> s.setting().task().equals(task) && trained(s));
                }
            }
            case ABLATION -> {
                List<String> methods = distinct(summaries, s -> s.setting().method());
                for (int from = 0; from < methods.size(); from += MOST_NAMES) {
                    List<String> some = methods.subList(from, Math.min(from + MOST_NAMES, methods.size()));
                    ablation(from / MOST_NAMES + 1, some);
                }
            }
            case ATTACKS ->
                bars("hs", HARMFUL_SCORE, SettingSummary::hs, s -> s.setting().attack(), s -> true);
            case FIG2, FIG4, FIG5, SCORES -> throw new IllegalArgumentException(experiment + " is not made of runs");
        }
    }

    /** A method that this version has no more, from a table of an earlier one, was trained. */
    private static boolean trained(SettingSummary summary) {
        return Contender.of(summary.setting().method())
                .map(contender -> !(contender.tuning() instanceof Tuning.None))
                .orElse(true);
    }

    /** What most settings have is what the others are varied around. */
    private <T> T mostCommon(Function<SettingSummary, T> of) {
        Map<T, Integer> counts = new LinkedHashMap<>();
        summaries.forEach(summary -> counts.merge(of.apply(summary), 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private static List<String> distinct(List<SettingSummary> of, Function<SettingSummary, String> what) {
        return of.stream().map(what).distinct().toList();
    }

    private void lines(
            String name,
            String label,
            Axis x,
            Function<SettingSummary, Estimate> y,
            ToDoubleFunction<SettingSummary> place,
            Predicate<SettingSummary> wanted)
            throws IOException {
        List<LinePlot.Line> lines = new ArrayList<>();
        for (String method : distinct(summaries, s -> s.setting().method())) {
            List<LinePlot.Point> points = summaries.stream()
                    .filter(wanted)
                    .filter(s -> s.setting().method().equals(method))
                    .map(s -> LinePlot.Point.of(place.applyAsDouble(s), y.apply(s)))
                    .sorted(Comparator.comparingDouble(LinePlot.Point::x))
                    .toList();
            if (!points.isEmpty()) {
                lines.add(new LinePlot.Line(method, points));
            }
        }
        if (!lines.isEmpty()) {
            PlotFiles.write(new LinePlot(experiment.title(), x, Axis.share(label), lines), directory, file(name));
        }
    }

    private void bars(
            String name,
            String label,
            Function<SettingSummary, Estimate> height,
            Function<SettingSummary, String> cluster,
            Predicate<SettingSummary> wanted)
            throws IOException {
        List<SettingSummary> chosen = summaries.stream().filter(wanted).toList();
        List<BarPlot.Group> groups = new ArrayList<>();
        for (String method : distinct(chosen, s -> s.setting().method())) {
            List<SettingSummary> its = chosen.stream()
                    .filter(s -> s.setting().method().equals(method))
                    .toList();
            groups.add(group(method, its, cluster, height));
        }
        if (!groups.isEmpty()) {
            List<String> clusters = distinct(chosen, cluster);
            PlotFiles.write(new BarPlot(experiment.title(), label, clusters, groups), directory, file(name));
        }
    }

    private void ablation(int number, List<String> methods) throws IOException {
        List<SettingSummary> some = summaries.stream()
                .filter(s -> methods.contains(s.setting().method()))
                .toList();
        Function<SettingSummary, String> name = s -> shortened(s.setting().method());
        List<BarPlot.Group> groups = List.of(
                group("HS", some, name, SettingSummary::hs),
                group("keyword HS", some, name, SettingSummary::hsKeyword),
                group("FA", some, name, SettingSummary::fa),
                group("over-refusal", some, name, SettingSummary::overRefusal));
        PlotFiles.write(
                new BarPlot(experiment.title(), "%", distinct(some, name), groups),
                directory,
                file(String.valueOf(number)));
    }

    private static String shortened(String method) {
        return method.startsWith("paper-") ? method.replace("paper-", "p. ") : method.replace("antibody-", "");
    }

    /** The bars of one colour; of several summaries in a cluster the first is drawn. */
    private static BarPlot.Group group(
            String name,
            List<SettingSummary> of,
            Function<SettingSummary, String> cluster,
            Function<SettingSummary, Estimate> height) {
        Map<String, Estimate> heights = new LinkedHashMap<>();
        of.forEach(s -> heights.putIfAbsent(cluster.apply(s), height.apply(s)));
        return new BarPlot.Group(name, heights);
    }

    private String file(String name) {
        return experiment.text() + "-" + name;
    }
}
