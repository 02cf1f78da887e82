package dev.antibody.lm;

import java.util.Arrays;
import java.util.List;

/** Parts of token sequences. */
final class Tokens {

    private Tokens() {}

    static int[] first(int[] tokens, int count) {
        return tokens.length <= count ? tokens : Arrays.copyOf(tokens, count);
    }

    static int[] last(int[] tokens, int count) {
        return tokens.length <= count ? tokens : Arrays.copyOfRange(tokens, tokens.length - count, tokens.length);
    }

    static List<int[]> eachFirst(List<int[]> sequences, int count) {
        return sequences.stream().map(tokens -> first(tokens, count)).toList();
    }

    static int[] append(int[] tokens, int token) {
        int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
        longer[tokens.length] = token;
        return longer;
    }
}
