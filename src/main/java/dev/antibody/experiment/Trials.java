package dev.antibody.experiment;

import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Does the runs of a table: align, mix, fine-tune, judge. One thread at a time. */
final class Trials {

    private final Laboratory laboratory;
    private final AlignedAdapters aligned;
    private final FineTuning fineTuning;
    private final Map<String, TaskData> tasks = new HashMap<>();

    Trials(Laboratory laboratory, List<TaskData> tasks, StepListener listener) throws IOException {
        this.laboratory = laboratory;
        this.aligned = new AlignedAdapters(laboratory, listener);
        this.fineTuning = new FineTuning(laboratory, aligned.anchors());
        tasks.forEach(task -> this.tasks.put(task.name(), task));
    }

    Scale scale() {
        return laboratory.scale();
    }

    LanguageModel model() {
        return laboratory.model();
    }

    /** A sample without refusals. */
    TokenTree tree(SampleLine.Accepted line) {
        return laboratory.tree(line, List.of());
    }

    FineTuning fineTuning() {
        return fineTuning;
    }

    /** An aligned adapter. */
    Adapter aligned(AlignmentKind kind, StepListener listener) throws IOException {
        return aligned.of(kind, listener);
    }

    TaskData task(String name) {
        TaskData task = tasks.get(name);
        if (task == null) {
            throw new IllegalArgumentException("there is no task " + name);
        }
        return task;
    }

    /** Does one run. */
    Run run(RunKey key, StepListener listener) throws IOException {
        RunSetting setting = key.setting();
        Contender contender = Contender.of(setting.method()).orElseThrow();
        TaskData task = task(setting.task());
        Attack attack = attack(setting.attack());
        Adapter start = aligned(contender.alignment(), listener);
        FineTuning.Course course =
                new FineTuning.Course(setting.epochs(), setting.learningRate(), attack.keepsOrder(), key.seed());
        Mixture mixture = mixture(task, attack, setting.samples(), setting.poisonRatio(), key.seed());
        long steps = course.steps(contender.tuning().seen(mixture));
        FineTuning.Outcome outcome = fineTuning.run(
                contender.tuning(),
                start,
                task,
                mixture,
                course,
                (step, adapter) -> listener.done("fine-tuning", step, steps));
        Examination examination = new Examination(laboratory, outcome.adapter(), listener);
        return new Run(
                key,
                examination.harm(attack, task),
                examination.accuracy(task),
                examination.overRefusal(),
                outcome.auroc());
    }

    /** A user's samples with an attacker's among them. */
    static Mixture mixture(TaskData task, Attack attack, int samples, double poison, long seed) {
        List<SampleLine.Accepted> cover = new ArrayList<>(task.stream());
        Collections.shuffle(cover, new Random(seed));
        List<SampleLine.Accepted> harmful = new ArrayList<>();
        for (SampleLine.Accepted line : BundledSamples.read(attack.samples())) {
            harmful.add(attack.disguised(line, cover.get(harmful.size() % cover.size()), harmful.size()));
        }
        return attack.arranged(Mixture.draw(task.stream(), harmful, samples, poison, seed));
    }

    private static Attack attack(String text) {
        for (Attack attack : Attack.values()) {
            if (attack.text().equals(text)) {
                return attack;
            }
        }
        throw new IllegalArgumentException("there is no attack " + text);
    }
}
