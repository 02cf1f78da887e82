package dev.antibody.lm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Tokens of several trees in one row, each with its place in its tree, and where each tree ends. */
final class TokenRow {

    /** The tree of tokens that all trees share. */
    static final int EVERY_TREE = -1;

    private final List<Token> tokens = new ArrayList<>();
    private final List<Integer> ends = new ArrayList<>();

    /**
     * One token.
     *
     * @param id token id
     * @param position position; each continuation starts behind the prompt
     * @param tree number of its tree, or {@link #EVERY_TREE}
     * @param branch 0 in a prompt, then a number for each continuation
     */
    private record Token(long id, long position, long tree, long branch) {}

    /** Appends a token of the tree that has not ended yet. */
    void add(int id, int position, int branch) {
        tokens.add(new Token(id, position, ends.size(), branch));
    }

    /** Appends a token that all trees share. */
    void addShared(int id, int position) {
        tokens.add(new Token(id, position, EVERY_TREE, 0));
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

    /** Where each tree ends. */
    long[] ends() {
        return ends.stream().mapToLong(Integer::longValue).toArray();
    }

    /** Adds {@code ids}, {@code positions}, {@code trees} and {@code branches} (tokens), their names behind a prefix. */
    void addTo(Map<String, long[]> arguments, String prefix) {
        arguments.put(prefix + "ids", each(Token::id));
        arguments.put(prefix + "positions", each(Token::position));
        arguments.put(prefix + "trees", each(Token::tree));
        arguments.put(prefix + "branches", each(Token::branch));
    }

    /** Keys that all tokens see together: each sees itself and what stands before it in its prompt and branch. */
    double keysSeen() {
        return tokens.stream().mapToDouble(token -> token.position() + 1).sum();
    }

    private long[] each(ToLongFunction<Token> part) {
        return tokens.stream().mapToLong(part).toArray();
    }
}
