package dev.antibody.lm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tokens of several trees in one row, each with its position and branch, and where each tree ends. */
final class TokenRow {

    private final List<Token> tokens = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    /**
     * One token.
     *
     * @param id token id
     * @param position position; each continuation starts behind the prompt
     * @param branch 0 in a prompt, then a number for each continuation
     */
    private record Token(long id, long position, long branch) {}

    void add(int id, int position, int branch) {
        tokens.add(new Token(id, position, branch));
    }

    void endTree() {
        ends.add(tokens.size());
    }

    int size() {
        return tokens.size();
    }

    boolean isEmpty() {
        return tokens.isEmpty();
    }

    /** Adds {@code ids}, {@code positions} and {@code branches} (tokens), their names beginning with a prefix. */
    void addTo(Map<String, long[]> arguments, String prefix) {
        arguments.put(prefix + "ids", tokens.stream().mapToLong(Token::id).toArray());
        arguments.put(
                prefix + "positions", tokens.stream().mapToLong(Token::position).toArray());
        arguments.put(
                prefix + "branches", tokens.stream().mapToLong(Token::branch).toArray());
    }

    /** Where each tree ends. */
    long[] ends() {
        return ends.stream().mapToLong(Integer::longValue).toArray();
    }

    /** Keys that all tokens see together: each sees itself and what stands before it in its prompt and branch. */
    double keysSeen() {
        return tokens.stream().mapToDouble(token -> token.position() + 1).sum();
    }
}
