package dev.antibody.evaluation;

import dev.antibody.method.Proportion;
import java.util.List;

/** FA: how well a model does the task that its users trained it for. Higher is better. */
public final class FineTuneAccuracy {

    private FineTuneAccuracy() {}

    /**
     * Share of answers that are exactly the expected text, apart from white space around it: right for labels.
     *
     * @param expected texts, one per answer
     * @param answers in the same order
     */
    public static Proportion exact(List<String> expected, List<String> answers) {
        if (expected.size() != answers.size()) {
            throw new IllegalArgumentException(answers.size() + " answers for " + expected.size() + " expected ones");
        }
        int hits = 0;
        for (int i = 0; i < expected.size(); i++) {
            if (expected.get(i).strip().equals(answers.get(i).strip())) {
                hits++;
            }
        }
        return new Proportion(hits, expected.size());
    }
}
