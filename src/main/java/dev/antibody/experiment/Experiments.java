package dev.antibody.experiment;

import dev.antibody.lm.LanguageModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Runs experiments with one model in one directory, where finished runs, aligned adapters, summaries and plots are kept.
 * What is finished is not repeated; a run that another experiment has finished is taken over.
 */
public final class Experiments {

    private static final String BOUND = "model.txt";

    private final Laboratory laboratory;
    private final List<TaskData> tasks;
    private final Path directory;

    private Experiments(Laboratory laboratory, List<TaskData> tasks) {
        this.laboratory = laboratory;
        this.tasks = List.copyOf(tasks);
        this.directory = laboratory.directory();
    }

    /** Is told how an experiment proceeds. */
    public interface Listener extends StepListener {

        /**
         * A run begins.
         *
         * @param number of it, from 1, among those that are not finished yet
         * @param total of those
         */
        void begins(String run, int number, int total);
    }

    /**
     * Opens a directory, which is made if it is not there.
     *
     * @throws IllegalArgumentException if it holds experiments with another model, number format or alignment
     */
    public static Experiments open(LanguageModel model, Scale scale, List<TaskData> tasks, Path directory)
            throws IOException {
        Files.createDirectories(directory);
        Path bound = directory.resolve(BOUND);
        String binding = model.fingerprint() + "\n" + model.format() + " " + scale.binding() + "\n";
        if (!Files.exists(bound)) {
            Files.writeString(bound, binding);
        } else if (!Files.readString(bound).equals(binding)) {
            throw new IllegalArgumentException(
                    directory + " holds experiments with another model, number format or alignment");
        }
        return new Experiments(new Laboratory(model, scale, directory), tasks);
    }

    /**
     * Does what is not finished of an experiment, and writes its summary and its plots.
     *
     * @return the summary, as Markdown
     * @throws IllegalArgumentException if the selection names a task that there is not
     */
    public String run(ExperimentName experiment, Selection selection, Listener listener) throws IOException {
        List<String> names = tasks.stream().map(TaskData::name).toList();
        for (String task : selection.tasks()) {
            if (!names.contains(task)) {
                throw new IllegalArgumentException("there is no task " + task + "; there are " + Tasks.names(tasks));
            }
        }
        String summary =
                switch (experiment) {
                    case FIG1, FIG3, TABLE, ABLATION, ATTACKS -> runs(experiment, names, selection, listener);
                    case FIG2, FIG5 -> new ScoreDrift(trials(listener), experiment, directory).run(selection, listener);
                    case FIG4 -> new GradientNorms(trials(listener), directory).run(selection, listener);
                    case SCORES -> new ScoreComparison(trials(listener), names, directory).run(selection, listener);
                };
        Files.writeString(directory.resolve(experiment.text() + ".md"), summary);
        return summary;
    }

    private Trials trials(StepListener listener) throws IOException {
        return new Trials(laboratory, tasks, listener);
    }

    private String runs(ExperimentName experiment, List<String> names, Selection selection, Listener listener)
            throws IOException {
        RunTable table = RunTable.open(file(experiment));
        List<RunKey> open = new ArrayList<>();
        for (RunKey key : RunPlan.of(experiment, laboratory.scale(), names, selection)) {
            if (table.find(key).isEmpty()) {
                Optional<Run> elsewhere = elsewhere(experiment, key);
                if (elsewhere.isPresent()) {
                    table.add(elsewhere.get());
                } else {
                    open.add(key);
                }
            }
        }
        if (!open.isEmpty()) {
            Trials trials = trials(listener);
            for (int i = 0; i < open.size(); i++) {
                RunKey key = open.get(i);
                listener.begins(text(key), i + 1, open.size());
                table.add(trials.run(key, listener));
            }
        }
        List<SettingSummary> summaries = SettingSummary.of(table.runs());
        RunPlots.write(experiment, summaries, directory);
        return MarkdownSummary.of(experiment.text() + ": " + experiment.title(), summaries);
    }

    /** The same run of another experiment. */
    private Optional<Run> elsewhere(ExperimentName experiment, RunKey key) {
        for (ExperimentName other : ExperimentName.values()) {
            if (other != experiment && other.isTableOfRuns() && Files.exists(file(other))) {
                RunKey same = key.setting().of(other.text()).withSeed(key.seed());
                Optional<Run> run = RunTable.open(file(other)).find(same);
                if (run.isPresent()) {
                    return Optional.of(run.get().withKey(key));
                }
            }
        }
        return Optional.empty();
    }

    private Path file(ExperimentName experiment) {
        return directory.resolve(experiment.text() + ".csv");
    }

    private static String text(RunKey key) {
        RunSetting setting = key.setting();
        return String.format(
                Locale.ROOT,
                "%s on %s, %s, %.0f %% harmful, seed %d",
                setting.method(),
                setting.task(),
                setting.attack(),
                100 * setting.poisonRatio(),
                key.seed());
    }
}
