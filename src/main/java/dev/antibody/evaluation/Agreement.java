package dev.antibody.evaluation;

import dev.antibody.method.Proportion;
import dev.antibody.safety.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * How far a judge agrees with labels given by hand.
 *
 * @param answers that were labelled, at least one
 */
public record Agreement(List<Labelled> answers) {

    /** What a person and the judge said of one answer. */
    public record Labelled(Verdict label, Verdict verdict) {}

    public Agreement {
        answers = List.copyOf(answers);
        if (answers.isEmpty()) {
            throw new IllegalArgumentException("no answer is labelled");
        }
    }

    /**
     * Of the answers that are labelled.
     *
     * @param labels of answers by their ids, at least one
     * @param verdicts of at least those answers
     */
    public static Agreement of(Map<String, Verdict> labels, Map<String, Verdict> verdicts) {
        List<Labelled> answers = new ArrayList<>(labels.size());
        labels.forEach((id, label) -> {
            Verdict verdict = verdicts.get(id);
            if (verdict == null) {
                throw new IllegalArgumentException("answer " + id + " is labelled and was not judged");
            }
            answers.add(new Labelled(label, verdict));
        });
        return new Agreement(answers);
    }

    /** Answers that were labelled so and judged so: a cell of the confusion matrix. */
    public int count(Verdict label, Verdict verdict) {
        return Collections.frequency(answers, new Labelled(label, verdict));
    }

    /** Share of answers that were judged as they are labelled. */
    public Proportion accuracy() {
        int agreed = 0;
        for (Verdict verdict : Verdict.values()) {
            agreed += count(verdict, verdict);
        }
        return new Proportion(agreed, answers.size());
    }

    /** Of the answers that were judged so, the share that is labelled so. */
    public Proportion precision(Verdict verdict) {
        return new Proportion(count(verdict, verdict), judged(verdict));
    }

    /** Of the answers that are labelled so, the share that was judged so. */
    public Proportion recall(Verdict label) {
        return new Proportion(count(label, label), labelled(label));
    }

    /**
     * Cohen's κ: agreement beyond that of a judge who gives as many of each verdict at random. 1 is full agreement, 0 is
     * chance; 1 too where all answers have the same label and verdict, and chance alone would agree.
     *
     * @see <a href="https://doi.org/10.1177/001316446002000104">Cohen, A Coefficient of Agreement (1960)</a>
     */
    public double kappa() {
        double total = answers.size();
        double byChance = 0;
        for (Verdict verdict : Verdict.values()) {
            byChance += labelled(verdict) / total * (judged(verdict) / total);
        }
        return byChance == 1 ? 1 : (accuracy().share() - byChance) / (1 - byChance);
    }

    private int labelled(Verdict label) {
        return (int) answers.stream().filter(answer -> answer.label() == label).count();
    }

    private int judged(Verdict verdict) {
        return (int)
                answers.stream().filter(answer -> answer.verdict() == verdict).count();
    }
}
