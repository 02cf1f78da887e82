package dev.antibody.experiment;

import dev.antibody.ingest.SampleLine;
import dev.antibody.lm.Adapter;
import dev.antibody.method.Detection;
import dev.antibody.method.Evidence;
import dev.antibody.method.Interval;
import dev.antibody.method.Mean;
import dev.antibody.method.Score;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * fig2 and fig5: the paper's r of the user's benign and of the attacker's samples before and after fine-tuning, and the
 * losses of both on the way.
 */
final class ScoreDrift {

    private static final String R = "r";
    private static final String LOSS = "loss";

    /** Samples of each group that are measured. */
    private static final int MEASURED = 48;

    /** Times that losses are measured on the way. */
    private static final int POINTS = 6;

    private static final int BINS = 24;
    private static final List<Contender> METHODS = List.of(Contender.SFT, Contender.PAPER, Contender.ANTIBODY);

    private final Trials trials;
    private final ExperimentName experiment;
    private final Path directory;
    private final MeasureTable table;

    ScoreDrift(Trials trials, ExperimentName experiment, Path directory) {
        this.trials = trials;
        this.experiment = experiment;
        this.directory = directory;
        this.table = MeasureTable.open(
                directory.resolve(experiment.text() + ".csv"), trials.scale().fineTuning());
    }

    String run(Selection selection, Experiments.Listener listener) throws IOException {
        List<String> methods = selection.methods(METHODS);
        List<String> tasks = selection.tasks(List.of("banking77"));
        int total = methods.size() * tasks.size() * selection.seeds();
        int number = 0;
        for (long seed = 1; seed <= selection.seeds(); seed++) {
            for (String task : tasks) {
                for (String method : methods) {
                    number++;
                    if (!table.has(method, task, seed)) {
                        listener.begins(method + " on " + task + ", seed " + seed, number, total);
                        table.add(measured(Contender.of(method).orElseThrow(), trials.task(task), seed, listener));
                    }
                }
            }
        }
        return summary(methods, tasks);
    }

    private List<Measure> measured(Contender contender, TaskData task, long seed, StepListener listener)
            throws IOException {
        Scale scale = trials.scale();
        Attack attack = experiment == ExperimentName.FIG5 ? Attack.OUT_OF_DISTRIBUTION : Attack.PLAIN;
        Mixture mixture = Trials.mixture(task, attack, scale.samples(), RunPlan.POISON, seed);
        List<SampleLine.Accepted> benign = lines(mixture, false);
        List<SampleLine.Accepted> harmful = lines(mixture, true);
        List<Measure> measures = new ArrayList<>();
        Adapter start = trials.aligned(contender.alignment(), listener);
        Probe probe = new Probe(contender.name(), task.name(), seed, benign, harmful);
        probe.measure(start, 0, true, measures);
        FineTuning.Course course = new FineTuning.Course(scale.epochs(), scale.learningRate(), false, seed);
        long steps = course.steps(contender.tuning().seen(mixture));
        FineTuning.Outcome outcome = trials.fineTuning()
                .run(contender.tuning(), start, task, mixture, course, (step, adapter) -> {
                    listener.done("fine-tuning", step, steps);
                    if (step < steps && step % Math.max(1, steps / POINTS) == 0) {
                        probe.measure(adapter, step, false, measures);
                    }
                });
        if (steps > 0) {
            probe.measure(outcome.adapter(), steps, true, measures);
        }
        return measures;
    }

    private static List<SampleLine.Accepted> lines(Mixture mixture, boolean harmful) {
        return mixture.items().stream()
                .filter(item -> item.harmful() == harmful)
                .limit(MEASURED)
                .map(Mixture.Item::line)
                .toList();
    }

    /** Samples of a run that are looked at again and again. */
    private final class Probe {

        private final String method;
        private final String task;
        private final long seed;
        private final List<SampleLine.Accepted> benign;
        private final List<SampleLine.Accepted> harmful;

        Probe(
                String method,
                String task,
                long seed,
                List<SampleLine.Accepted> benign,
                List<SampleLine.Accepted> harmful) {
            this.method = method;
            this.task = task;
            this.seed = seed;
            this.benign = benign;
            this.harmful = harmful;
        }

        void measure(Adapter adapter, long step, boolean each, List<Measure> measures) {
            measure(adapter, step, each, Measure.BENIGN, benign, measures);
            measure(adapter, step, each, Measure.HARMFUL, harmful, measures);
        }

        private void measure(
                Adapter adapter,
                long step,
                boolean each,
                String group,
                List<SampleLine.Accepted> lines,
                List<Measure> measures) {
            double loss = 0;
            for (Evidence sample : trials.fineTuning().evidence(adapter, lines, 1)) {
                loss -= sample.live().response() / lines.size();
                if (each) {
                    double r = Score.PAPER.of(sample.live());
                    measures.add(new Measure(method, task, seed, R, group, step, r));
                }
            }
            measures.add(new Measure(method, task, seed, LOSS, group, step, loss));
        }
    }

    private String summary(List<String> methods, List<String> tasks) throws IOException {
        StringBuilder page = new StringBuilder("# " + experiment.text() + ": " + experiment.title() + "\n\n"
                + "r is the paper's, with one template; AUROC of benign above harmful with its 95 % interval (DeLong); d is"
                + " Cohen's.\n\n"
                + "| task | method | seed | moment | r benign | r harmful | AUROC | d | loss benign | loss harmful |\n"
                + "| --- | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        for (String task : tasks) {
            List<LinePlot.Line> losses = new ArrayList<>();
            for (String method : methods) {
                Measures measured = table.measures().of(method, task);
                List<Long> moments = measured.steps(R);
                long last = moments.get(moments.size() - 1);
                for (long seed : measured.seeds()) {
                    Measures run = measured.ofSeed(seed);
                    String name = "| " + task + " | " + method + " | " + seed + " | ";
                    page.append(name).append(row("before", run, 0));
                    page.append(name).append(row("after", run, last));
                }
                histogram(task, method, measured, last);
                for (String group : List.of(Measure.BENIGN, Measure.HARMFUL)) {
                    losses.add(new LinePlot.Line(method + ", " + group, points(measured, group)));
                }
            }
            PlotFiles.write(
                    new LinePlot(
                            "loss of the user's and of the attacker's samples",
                            Axis.linear("step"),
                            Axis.linear("mean loss, nats per token"),
                            losses),
                    directory,
                    file(task, "loss"));
        }
        return page.toString();
    }

    private void histogram(String task, String method, Measures measured, long last) throws IOException {
        List<HistogramPlot.Group> groups = new ArrayList<>();
        for (long step : last == 0 ? List.of(0L) : List.of(0L, last)) {
            for (String group : List.of(Measure.BENIGN, Measure.HARMFUL)) {
                String name = group + (step == 0 ? ", before" : ", after");
                groups.add(new HistogramPlot.Group(name, measured.values(R, group, step)));
            }
        }
        PlotFiles.write(
                new HistogramPlot(
                        "r before and after fine-tuning, " + method, Axis.linear("r, nats per token"), groups, BINS),
                directory,
                file(task, "r-" + method));
    }

    private String file(String task, String what) {
        return String.join("-", experiment.text(), task, what);
    }

    private static List<LinePlot.Point> points(Measures measured, String group) {
        return measured.steps(LOSS).stream()
                .map(step -> LinePlot.Point.of(
                        step, Mean.of(measured.values(LOSS, group, step)).value()))
                .toList();
    }

    private static String row(String moment, Measures run, long step) {
        double[] benign = run.values(R, Measure.BENIGN, step);
        double[] harmful = run.values(R, Measure.HARMFUL, step);
        Interval interval = Detection.interval(benign, harmful);
        return String.format(
                Locale.ROOT,
                "%s | %.2f | %.2f | %.3f [%.3f, %.3f] | %.2f | %.2f | %.2f |%n",
                moment,
                Mean.of(benign).value(),
                Mean.of(harmful).value(),
                Detection.auroc(benign, harmful),
                interval.low(),
                interval.high(),
                EffectSize.cohen(benign, harmful),
                Mean.of(run.values(LOSS, Measure.BENIGN, step)).value(),
                Mean.of(run.values(LOSS, Measure.HARMFUL, step)).value());
    }
}
