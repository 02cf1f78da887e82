package dev.antibody.experiment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which runs an experiment consists of. */
final class RunPlan {

    static final double POISON = 0.2;

    static final List<Contender> COMPARED = List.of(
            Contender.ALIGNED,
            Contender.CONTROL,
            Contender.SFT,
            Contender.LISA,
            Contender.BOOSTER,
            Contender.VACCINE,
            Contender.REPNOISE,
            Contender.PAPER,
            Contender.ANTIBODY);

    private static final List<Contender> DRAWN = List.of(
            Contender.CONTROL, Contender.SFT, Contender.LISA, Contender.BOOSTER, Contender.PAPER, Contender.ANTIBODY);

    private static final List<Contender> ABLATED = List.of(
            Contender.CONTROL,
            Contender.SFT,
            Contender.PAPER,
            Contender.PAPER_NO_FLATNESS,
            Contender.PAPER_NO_WEIGHTS,
            Contender.PAPER_NO_REFUSAL,
            Contender.PAPER_COSINE,
            Contender.PAPER_GUARDED,
            Contender.PAPER_GATE,
            Contender.ANTIBODY,
            Contender.ANTIBODY_FLAT,
            Contender.ANTIBODY_REPRESENTATION,
            Contender.ANTIBODY_NO_GATE,
            Contender.ANTIBODY_NO_WEIGHTS,
            Contender.ANTIBODY_NO_ANCHORS,
            Contender.ANTIBODY_PULL,
            Contender.ANTIBODY_PAPER_SCORE,
            Contender.ANTIBODY_REFUSAL_SCORE,
            Contender.ANTIBODY_BLEND_SCORE,
            Contender.ANTIBODY_SAMPLE_LOSS,
            Contender.ANTIBODY_REFERENCE_WEIGHTS,
            Contender.ANTIBODY_TAU_HALF,
            Contender.ANTIBODY_TAU_DOUBLE,
            Contender.ANTIBODY_NOT_DAMPED,
            Contender.ANTIBODY_ANCHORS_8,
            Contender.ANTIBODY_ANCHORS_HEAVY,
            Contender.ANCHORS_ONLY);

    private static final List<Contender> ATTACKED = List.of(
            Contender.CONTROL,
            Contender.SFT,
            Contender.PAPER,
            Contender.ANTIBODY,
            Contender.ANTIBODY_REPRESENTATION,
            Contender.ANTIBODY_NOT_DAMPED);

    private static final List<Double> RATIOS = List.of(0.2, 0.0, 0.05, 0.1, 0.5, 1.0);
    private static final List<Integer> SAMPLES = List.of(80, 160, 320, 480);
    private static final List<Integer> EPOCHS = List.of(1, 3, 6, 10);
    private static final List<Double> RATES = List.of(1.0 / 3, 1.0, 2.0, 4.0); // of the scale's own

    private final ExperimentName experiment;
    private final Scale scale;
    private final Selection selection;
    private final Set<RunKey> runs = new LinkedHashSet<>();

    private RunPlan(ExperimentName experiment, Scale scale, Selection selection) {
        this.experiment = experiment;
        this.scale = scale;
        this.selection = selection;
    }

    /**
     * The runs in their order; all methods of a seed before the next seed, so that an experiment that is stopped has
     * something to compare.
     *
     * @param tasks that there are
     */
    static List<RunKey> of(ExperimentName experiment, Scale scale, List<String> tasks, Selection selection) {
        RunPlan plan = new RunPlan(experiment, scale, selection);
        for (long seed = 1; seed <= selection.seeds(); seed++) {
            plan.add(tasks, seed);
        }
        return new ArrayList<>(plan.runs);
    }

    private void add(List<String> tasks, long seed) {
        switch (experiment) {
            case FIG1 -> {
                for (int samples : SAMPLES) {
                    add(
                            DRAWN,
                            selection.tasks(List.of("gsm8k")),
                            POISON,
                            scale.with(samples, scale.epochs(), scale.learningRate()),
                            seed);
                }
            }
            case FIG3 -> {
                for (int epochs : EPOCHS) {
                    add(DRAWN, one(), POISON, scale.with(scale.samples(), epochs, scale.learningRate()), seed);
                }
                for (double rate : RATES) {
                    double learningRate = rate * scale.learningRate();
                    add(DRAWN, one(), POISON, scale.with(scale.samples(), scale.epochs(), learningRate), seed);
                }
            }
            case TABLE -> {
                for (double ratio : selection.ratios(RATIOS)) {
                    add(COMPARED, selection.tasks(tasks), ratio, scale, seed);
                }
            }
            case ABLATION -> add(ABLATED, one(), POISON, scale, seed);
            case ATTACKS -> {
                for (Attack attack : selection.attacking()) {
                    add(ATTACKED, one(), attack, POISON, scale, seed);
                }
            }
            case FIG2, FIG4, FIG5, SCORES -> throw new IllegalArgumentException(experiment + " is not made of runs");
        }
    }

    private List<String> one() {
        return selection.tasks(List.of("banking77"));
    }

    private void add(List<Contender> methods, List<String> tasks, double ratio, Scale size, long seed) {
        add(methods, tasks, Attack.PLAIN, ratio, size, seed);
    }

    private void add(List<Contender> methods, List<String> tasks, Attack attack, double ratio, Scale size, long seed) {
        for (String task : tasks) {
            for (String method : selection.methods(methods)) {
                boolean untrained = Contender.of(method).orElseThrow().tuning() instanceof Tuning.None;
                RunSetting setting = new RunSetting(
                        experiment.text(),
                        method,
                        task,
                        attack.text(),
                        untrained ? 0 : ratio,
                        size.samples(),
                        size.epochs(),
                        size.learningRate());
                // nothing is drawn for what is not trained
                runs.add(setting.withSeed(untrained ? 1 : seed));
            }
        }
    }
}
