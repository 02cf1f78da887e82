package dev.antibody.lm;

import java.util.List;

/** What is cut when a prompt and its continuation do not fit the maximum length together. */
public enum Truncation {

    /**
     * The prompt loses its beginning, so that it and the longest continuation fit: a response is never cut away whole.
     * Only a continuation that alone exceeds the maximum is cut, on the right, and then one token of the prompt stays.
     */
    PROMPT {
        @Override
        TokenTree cut(int[] prompt, List<int[]> continuations, int maxLength) {
            int longest = continuations.stream().mapToInt(c -> c.length).max().orElse(0);
            int kept = Math.min(prompt.length, Math.max(1, maxLength - longest));
            return new TokenTree(Tokens.last(prompt, kept), Tokens.eachFirst(continuations, maxLength - kept));
        }
    },

    /** Everything behind the maximum is cut from [prompt | continuation], as the published code does. */
    RESPONSE {
        @Override
        TokenTree cut(int[] prompt, List<int[]> continuations, int maxLength) {
            int kept = Math.min(prompt.length, maxLength);
            return new TokenTree(Tokens.first(prompt, kept), Tokens.eachFirst(continuations, maxLength - kept));
        }
    };

    /** A tree in which the prompt with each continuation has at most {@code maxLength} tokens. */
    abstract TokenTree cut(int[] prompt, List<int[]> continuations, int maxLength);
}
