package dev.antibody.experiment;

/**
 * What is run, but for the seed.
 *
 * @param experiment name of the experiment, such as {@code fig1}
 * @param method what is compared, such as {@code antibody} or {@code sft}
 * @param task the user's task
 * @param attack how harmful samples are sent, such as {@code plain}
 * @param poisonRatio share of harmful samples, in [0, 1]
 * @param samples of the user, at least 1
 * @param epochs over them, at least 1
 * @param learningRate positive
 */
public record RunSetting(
        String experiment,
        String method,
        String task,
        String attack,
        double poisonRatio,
        int samples,
        int epochs,
        double learningRate) {

    public RunSetting {
        if (experiment.isBlank() || method.isBlank() || task.isBlank() || attack.isBlank()) {
            throw new IllegalArgumentException("a run has an experiment, a method, a task and an attack");
        }
        if (!(poisonRatio >= 0 && poisonRatio <= 1)) {
            throw new IllegalArgumentException("the poison ratio must be in [0, 1], not " + poisonRatio);
        }
        if (samples < 1 || epochs < 1) {
            throw new IllegalArgumentException("a run has samples and epochs, not " + samples + " and " + epochs);
        }
        if (!(learningRate > 0 && Double.isFinite(learningRate))) {
            throw new IllegalArgumentException("the learning rate must be positive, not " + learningRate);
        }
    }

    /** The same in another experiment. */
    RunSetting of(String otherExperiment) {
        return new RunSetting(otherExperiment, method, task, attack, poisonRatio, samples, epochs, learningRate);
    }

    /** One run of it. */
    public RunKey withSeed(long seed) {
        return new RunKey(this, seed);
    }
}
