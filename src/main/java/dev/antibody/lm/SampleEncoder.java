package dev.antibody.lm;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Turns samples into tokens. Prompt and continuations are tokenised apart, so that the boundary is exact and one
 * prompt serves all of its continuations.
 *
 * @param tokenizer the model's tokenizer
 * @param template text around the prompt
 * @param maxLength bound on the tokens of the prompt with any one continuation, at least 2
 * @param truncation what is cut to keep that bound
 */
public record SampleEncoder(Tokenizer tokenizer, PromptTemplate template, int maxLength, Truncation truncation) {

    public SampleEncoder {
        if (maxLength < 2) {
            throw new IllegalArgumentException("the maximum length must be at least 2 tokens, not " + maxLength);
        }
    }

    /**
     * What a model is asked. Every command and stage goes through here, so that a sample reads the same in a file and in
     * the stream.
     *
     * @param system text in front of the prompt, if any; a blank one is none
     */
    public static String asked(@Nullable String system, String prompt) {
        return system == null || system.isBlank() ? prompt : system + "\n\n" + prompt;
    }

    /** Tokens of a sample and of the refusals that its response is compared with. */
    public Encoded encode(String prompt, String response, List<String> refusals) {
        int[] promptTokens = promptTokens(prompt);
        List<int[]> continuations = Stream.concat(Stream.of(response), refusals.stream())
                .map(this::continuation)
                .toList();
        TokenTree tree = truncation.cut(promptTokens, continuations, maxLength);
        int wanted = new TokenTree(promptTokens, continuations).size();
        return new Encoded(tree, tree.size() < wanted);
    }

    /** Tokens of a prompt that is to be answered, cut to the maximum length. */
    public int[] prompt(String prompt) {
        return truncation.cut(promptTokens(prompt), List.of(), maxLength).prompt();
    }

    private int[] promptTokens(String prompt) {
        int[] tokens = template.encode(prompt, tokenizer);
        // a model needs something to continue from; an empty text is continued like the text behind an ended one
        return tokens.length > 0 ? tokens : new int[] {tokenizer.endOfSequence()};
    }

    private int[] continuation(String text) {
        return Tokens.append(tokenizer.encode(text, false), tokenizer.endOfSequence());
    }
}
