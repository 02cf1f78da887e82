package dev.antibody.evaluation;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Greedy answers of a model under one adapter, in batches so that a long list can report progress.
 *
 * @param model the model
 * @param adapter what it is adapted by
 * @param prompt token ids of a prompt within its template
 * @param maxNewTokens bound on the tokens of one answer
 * @param batch prompts of one call
 */
public record Answers(
        LanguageModel model, Adapter adapter, Function<String, int[]> prompt, int maxNewTokens, int batch) {

    public Answers {
        if (maxNewTokens < 1 || batch < 1) {
            throw new IllegalArgumentException("an answer needs at least one token, a batch at least one prompt");
        }
    }

    /**
     * Generates an answer to each prompt.
     *
     * @param progress gets the number of prompts answered so far, after each batch
     * @return stripped texts in the order of the prompts
     */
    public List<String> to(List<String> prompts, IntConsumer progress) {
        List<String> answers = new ArrayList<>(prompts.size());
        for (int from = 0; from < prompts.size(); from += batch) {
            List<int[]> tokens = prompts.subList(from, Math.min(from + batch, prompts.size())).stream()
                    .map(prompt)
                    .toList();
            for (int[] generated : model.generate(tokens, adapter, maxNewTokens)) {
                answers.add(model.tokenizer().decode(generated).strip());
            }
            progress.accept(answers.size());
        }
        return answers;
    }
}
