package dev.antibody.evaluation;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.Sampling;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Answers of a model under one adapter, in batches so that a long list can report progress.
 *
 * @param model the model
 * @param adapter what it is adapted by
 * @param prompt token ids of a prompt within its template
 * @param maxNewTokens bound on the tokens of one answer
 * @param batch prompts of one call
 * @param sampling how tokens are drawn; null takes the likeliest each time
 */
public record Answers(
        LanguageModel model,
        Adapter adapter,
        Function<String, int[]> prompt,
        int maxNewTokens,
        int batch,
        @Nullable Sampling sampling) {

    public Answers {
        if (maxNewTokens < 1 || batch < 1) {
            throw new IllegalArgumentException("an answer needs at least one token, a batch at least one prompt");
        }
    }

    /** Greedy answers. */
    public Answers(LanguageModel model, Adapter adapter, Function<String, int[]> prompt, int maxNewTokens, int batch) {
        this(model, adapter, prompt, maxNewTokens, batch, null);
    }

    /** The same, but drawn. */
    public Answers drawn(Sampling draws) {
        return new Answers(model, adapter, prompt, maxNewTokens, batch, draws);
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
            for (int[] generated : model.generate(tokens, adapter, maxNewTokens, from(from))) {
                answers.add(model.tokenizer().decode(generated).strip());
            }
            progress.accept(answers.size());
        }
        return answers;
    }

    /** Draws for a batch; each has a seed of its own, since a model counts a batch's prompts from 0. */
    private @Nullable Sampling from(int firstPrompt) {
        return sampling == null
                ? null
                : new Sampling(sampling.temperature(), sampling.topP(), sampling.seed() + firstPrompt);
    }
}
