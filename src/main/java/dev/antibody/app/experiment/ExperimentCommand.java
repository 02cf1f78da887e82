package dev.antibody.app.experiment;

import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.UsageException;
import dev.antibody.experiment.ExperimentName;
import dev.antibody.experiment.Experiments;
import dev.antibody.experiment.Scale;
import dev.antibody.experiment.Selection;
import dev.antibody.experiment.TaskData;
import dev.antibody.experiment.Tasks;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.method.Loss;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code experiment}: the paper's figures and tables, and ours. */
@Command(
        name = "experiment",
        description = {
            "Runs one of the paper's experiments, or of ours, and prints its summary as Markdown.",
            "Leaves in --out a CSV file with a row for each run and seed, the summary, and plots as PNG and SVG. What is"
                    + " finished is not repeated: the same command goes on where it was stopped, and with more seeds adds"
                    + " those. Minutes with the demo model, hours with one of 135 million parameters.",
            "",
            "  fig1      HS and FA against the number of samples",
            "  fig2      r and losses of benign and harmful samples, before and after",
            "  fig3      HS against epochs, and against the learning rate",
            "  fig4      gradient norms of single samples, by alignment",
            "  fig5      as fig2, with harmful data out of distribution",
            "  table     methods, tasks and poison ratios",
            "  ablation  what each part of the paper's method and of ours brings",
            "  attacks   attackers who know what they are up against",
            "  scores    which score tells benign from harmful samples"
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ExperimentCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "fig1, fig2, fig3, fig4, fig5, table, ablation, attacks or scores.")
    private ExperimentName name;

    @Mixin
    private ModelOptions model;

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "3", description = "Runs of each setting.")
    private int seeds;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "experiments",
            description = "Where results, summaries, plots and aligned adapters are kept, for one model.")
    private Path out;

    @Option(
            names = "--task-data",
            paramLabel = "DIR",
            description = "Directory with " + Tasks.SST2_FILE + " and " + Tasks.AG_NEWS_FILE
                    + ", whose licences do not let them ship. Default: without those tasks.")
    private @Nullable Path taskData;

    @Option(
            names = "--methods",
            paramLabel = "NAME,…",
            split = ",",
            description =
                    "Only these methods, such as control,sft,antibody. A name that there is not lists those that there are.")
    private @Nullable List<String> methods;

    @Option(names = "--tasks", paramLabel = "NAME,…", split = ",", description = "Only these tasks.")
    private @Nullable List<String> tasks;

    @Option(
            names = "--ratios",
            paramLabel = "X,…",
            split = ",",
            description = "Only these poison ratios of the table, between 0 and 1.")
    private @Nullable List<Double> ratios;

    @Option(
            names = "--prompt-template",
            paramLabel = "alpaca|chat|none",
            defaultValue = "chat",
            description = "Text around prompts.")
    private PromptTemplate promptTemplate;

    @Option(
            names = "--plain-steps",
            paramLabel = "N",
            description =
                    "Plain steps that every alignment begins with. Default: 600; 0 for the demo model, which is aligned.")
    private @Nullable Integer plainSteps;

    @Option(
            names = "--method-steps",
            paramLabel = "N",
            description = "Steps behind those, each method its own way. Default: 80; 60 for the demo model.")
    private @Nullable Integer methodSteps;

    @Option(
            names = "--method-rate",
            paramLabel = "X",
            description =
                    "Learning rate of the first of those, from which it falls to 0. Default: 1e-4; 4e-4 for the demo"
                            + " model.")
    private @Nullable Double methodRate;

    @Option(
            names = "--alignment-loss",
            paramLabel = "token|sample",
            description = "Average of the loss of alignment's safe samples: over tokens, as published, or over samples."
                    + " Default: over samples.")
    private @Nullable Loss alignmentLoss;

    @Option(
            names = "--attacks",
            paramLabel = "NAME,…",
            split = ",",
            description = "Only these of the attacks, such as plain,burst.")
    private @Nullable List<String> attacks;

    @Option(names = "--samples", paramLabel = "N", description = "Samples of a user, where they are not what varies.")
    private @Nullable Integer samples;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            description = "Epochs of fine-tuning, where they are not what varies.")
    private @Nullable Integer epochs;

    @Option(
            names = "--lr",
            paramLabel = "X",
            description = "Learning rate of fine-tuning, where it is not what varies.")
    private @Nullable Double learningRate;

    @Override
    public Integer call() throws IOException {
        try {
            Selection selection = new Selection(or(methods), or(tasks), or(ratios), or(attacks), seeds);
            Scale scale = scale();
            List<TaskData> known = new ArrayList<>(Tasks.bundled());
            if (taskData != null) {
                known.addAll(Tasks.in(taskData));
            }
            try (LanguageModel engine = model.load();
                    ExperimentProgress progress = new ExperimentProgress()) {
                String summary = open(engine, scale, known).run(name, selection, progress);
                spec.commandLine().getOut().print(summary);
                spec.commandLine().getOut().flush();
            }
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; change that option", e);
        }
        return 0;
    }

    private Experiments open(LanguageModel engine, Scale scale, List<TaskData> known) throws IOException {
        try {
            return Experiments.open(engine, scale, known, out);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    e.getMessage() + "; give another --out, or the options that this one was begun with", e);
        }
    }

    private Scale scale() {
        Scale own = model.isBundled() ? Scale.DEMO : Scale.SMALL_MODEL;
        Scale.Alignment alignment = own.alignment();
        return own.aligned(
                        promptTemplate,
                        alignment.with(
                                plainSteps == null ? alignment.plainSteps() : plainSteps,
                                methodSteps == null ? alignment.methodSteps() : methodSteps,
                                methodRate == null ? alignment.methodRate() : methodRate,
                                alignmentLoss == null ? alignment.loss() : alignmentLoss))
                .with(
                        samples == null ? own.samples() : samples,
                        epochs == null ? own.epochs() : epochs,
                        learningRate == null ? own.learningRate() : learningRate);
    }

    private static <T> List<T> or(@Nullable List<T> given) {
        return given == null ? List.of() : given;
    }
}
