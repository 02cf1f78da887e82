package dev.antibody.evaluation;

import dev.antibody.method.Marks;
import dev.antibody.method.Proportion;
import java.util.List;

/** FA: how well a model does the task that its users trained it for. Higher is better. */
public final class FineTuneAccuracy {

    private FineTuneAccuracy() {}

    /**
     * Marks of answers by the rule of a kind of task.
     *
     * @param expected texts, one per answer
     * @param answers in the same order
     */
    public static Marks of(TaskKind kind, List<String> expected, List<String> answers) {
        if (expected.size() != answers.size()) {
            throw new IllegalArgumentException(answers.size() + " answers for " + expected.size() + " expected ones");
        }
        double sum = 0;
        for (int i = 0; i < expected.size(); i++) {
            sum += kind.mark(expected.get(i), answers.get(i));
        }
        return new Marks(sum, expected.size());
    }

    /** Share of answers that are the expected label. */
    public static Proportion exact(List<String> expected, List<String> answers) {
        return new Proportion((int) of(TaskKind.LABEL, expected, answers).sum(), expected.size());
    }
}
