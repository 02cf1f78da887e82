package dev.antibody.lm;

import java.util.List;

/**
 * A prompt with alternative continuations, which a model reads in one pass: every continuation sees the prompt and
 * itself, none sees another, and each starts at the position behind the prompt.
 *
 * @param prompt token ids that are only read
 * @param continuations token ids whose log-probabilities are wanted; for a sample the response, then the refusals
 */
public record TokenTree(int[] prompt, List<int[]> continuations) {

    public TokenTree {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("a prompt needs at least one token");
        }
        continuations = List.copyOf(continuations);
    }

    /** Tokens that the model reads. */
    public int size() {
        return prompt.length + continuations.stream().mapToInt(c -> c.length).sum();
    }
}
