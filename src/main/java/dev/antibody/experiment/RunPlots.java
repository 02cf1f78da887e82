package dev.antibody.experiment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
                for (String task : distinct(s -> s.setting().task())) {
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
                List<String> methods = distinct(s -> s.setting().method());
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

    private List<String> distinct(Function<SettingSummary, String> of) {
        return new ArrayList<>(new LinkedHashSet<>(summaries.stream().map(of).toList()));
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
        for (String method : distinct(s -> s.setting().method())) {
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
        List<String> clusters =
                new ArrayList<>(new LinkedHashSet<>(chosen.stream().map(cluster).toList()));
        List<BarPlot.Group> groups = new ArrayList<>();
        for (String method : distinct(s -> s.setting().method())) {
            List<Estimate> heights = clusters.stream()
                    .flatMap(place -> chosen.stream()
                            .filter(s -> s.setting().method().equals(method)
                                    && cluster.apply(s).equals(place))
                            .findFirst()
                            .map(height)
                            .stream())
                    .toList();
            // a method that is not finished everywhere has no bars yet
            if (!clusters.isEmpty() && heights.size() == clusters.size()) {
                groups.add(new BarPlot.Group(method, heights));
            }
        }
        if (!groups.isEmpty()) {
            PlotFiles.write(new BarPlot(experiment.title(), label, clusters, groups), directory, file(name));
        }
    }

    private void ablation(int number, List<String> methods) throws IOException {
        List<SettingSummary> some = methods.stream()
                .map(method -> summaries.stream()
                        .filter(s -> s.setting().method().equals(method))
                        .findFirst()
                        .orElseThrow())
                .toList();
        List<BarPlot.Group> groups = List.of(
                new BarPlot.Group("HS", some.stream().map(SettingSummary::hs).toList()),
                new BarPlot.Group(
                        "keyword HS",
                        some.stream().map(SettingSummary::hsKeyword).toList()),
                new BarPlot.Group("FA", some.stream().map(SettingSummary::fa).toList()),
                new BarPlot.Group(
                        "over-refusal",
                        some.stream().map(SettingSummary::overRefusal).toList()));
        List<String> names = methods.stream()
                .map(method -> method.replace("antibody-", "").replace("paper-", "p. "))
                .toList();
        PlotFiles.write(new BarPlot(experiment.title(), "%", names, groups), directory, file(String.valueOf(number)));
    }

    private String file(String name) {
        return experiment.text() + "-" + name;
    }
}
