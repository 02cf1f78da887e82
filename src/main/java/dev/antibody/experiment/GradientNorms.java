package dev.antibody.experiment;

import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.ForwardPass;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Detection;
import dev.antibody.method.Gradients;
import dev.antibody.method.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * fig4: the norm of each sample's own gradient when fine-tuning begins, of harmful and of benign samples, under each
 * alignment. The paper has that of harmful samples smaller where alignment was flat.
 */
final class GradientNorms {

    private static final String NORM = "gradient norm";
    private static final int MEASURED = 64;
    private static final int BINS = 24;
    private static final List<AlignmentKind> KINDS =
            List.of(AlignmentKind.SFT, AlignmentKind.BOOSTER, AlignmentKind.ANTIBODY, AlignmentKind.ANTIBODY_COSINE);

    private final Trials trials;
    private final Path directory;
    private final MeasureTable table;

    GradientNorms(Trials trials, Path directory) {
        this.trials = trials;
        this.directory = directory;
        this.table = MeasureTable.open(directory.resolve("fig4.csv"), ExperimentName.FIG4.text());
    }

    String run(Selection selection, Experiments.Listener listener) throws IOException {
        String task = selection.tasks(List.of("banking77")).get(0);
        int total = KINDS.size() * selection.seeds();
        int number = 0;
        for (long seed = 1; seed <= selection.seeds(); seed++) {
            for (AlignmentKind kind : KINDS) {
                number++;
                if (!table.has(kind.text(), task, seed)) {
                    listener.begins("gradients, aligned by " + kind.text() + ", seed " + seed, number, total);
                    Adapter adapter = trials.aligned(kind, listener);
                    List<Measure> measures = new ArrayList<>();
                    add(kind, task, seed, Measure.BENIGN, trials.task(task).stream(), adapter, measures, listener);
                    List<SampleLine.Accepted> harmful = BundledSamples.read(BundledSamples.HARMFUL_STREAM);
                    add(kind, task, seed, Measure.HARMFUL, harmful, adapter, measures, listener);
                    table.add(measures);
                }
            }
        }
        return summary(task);
    }

    private void add(
            AlignmentKind kind,
            String task,
            long seed,
            String group,
            List<SampleLine.Accepted> lines,
            Adapter adapter,
            List<Measure> measures,
            StepListener listener) {
        List<SampleLine.Accepted> drawn = new ArrayList<>(lines);
        Collections.shuffle(drawn, new Random(seed));
        int count = Math.min(MEASURED, drawn.size());
        for (int i = 0; i < count; i++) {
            double norm = norm(trials.tree(drawn.get(i)), adapter);
            measures.add(new Measure(kind.text(), task, seed, NORM, group, 0, norm));
            listener.done("gradients of " + group + " samples", i + 1L, count);
        }
    }

    private double norm(TokenTree tree, Adapter adapter) {
        try (ForwardPass pass = trials.model().forward(List.of(tree), adapter)) {
            int tokens = pass.negativeLogLikelihoods()[0][0].length;
            return Gradients.norm(pass.gradient(Loss.SAMPLE.coefficients(new double[] {1}, new int[] {tokens})));
        }
    }

    private String summary(String task) throws IOException {
        StringBuilder page = new StringBuilder("# fig4: " + ExperimentName.FIG4.title() + "\n\n"
                + "Task " + task
                + ". Norm of a sample's own gradient (mean loss of its tokens, all LoRA parameters). The"
                + " last column: how often a harmful sample's norm under this alignment is below one's under plain"
                + " alignment, ties counting half; 0.5 is no difference.\n\n"
                + "| alignment | median, harmful | median, benign | Cohen's d against sft, harmful | below sft, harmful |\n"
                + "| --- | ---: | ---: | ---: | ---: |\n");
        double[] plain = table.measures().of(AlignmentKind.SFT.text(), task).values(NORM, Measure.HARMFUL, 0);
        for (AlignmentKind kind : KINDS) {
            double[] harmful = table.measures().of(kind.text(), task).values(NORM, Measure.HARMFUL, 0);
            double[] benign = table.measures().of(kind.text(), task).values(NORM, Measure.BENIGN, 0);
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %.3f | %.3f | %.2f | %.3f |%n",
                    kind.text(),
                    median(harmful),
                    median(benign),
                    EffectSize.cohen(harmful, plain),
                    Detection.auroc(plain, harmful)));
        }
        for (String group : List.of(Measure.HARMFUL, Measure.BENIGN)) {
            List<HistogramPlot.Group> groups = KINDS.stream()
                    .map(kind -> new HistogramPlot.Group(
                            kind.text(), table.measures().of(kind.text(), task).values(NORM, group, 0)))
                    .toList();
            PlotFiles.write(
                    new HistogramPlot(
                            "gradient norms of " + group + " samples", Axis.linear("‖∇L‖ of a sample"), groups, BINS),
                    directory,
                    "fig4-" + group);
        }
        return page.toString();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
