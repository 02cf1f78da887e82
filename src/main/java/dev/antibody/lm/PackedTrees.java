package dev.antibody.lm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Token trees laid out for one pass. All tokens stand in one row without padding; attention alone needs a rectangle
 * (trees, width), into which {@code slots} place them and from which {@code places} take them back. The last token of a
 * continuation is only a label and is never read.
 *
 * @param trees rows of the rectangle
 * @param width columns of the rectangle
 * @param ids (tokens) token ids
 * @param positions (tokens) positions; each continuation starts behind the prompt
 * @param slots (trees * width) which token stands there; 0 on padding
 * @param branches (trees * width) 0 for the prompt, then a number for each continuation, -1 for padding
 * @param places (tokens) where each token stands in the rectangle
 * @param wanted (labels) tokens whose hidden state predicts a label
 * @param labels (labels) token ids that are predicted; empty when prompts are to be continued
 */
record PackedTrees(
        int trees,
        int width,
        long[] ids,
        long[] positions,
        long[] slots,
        long[] branches,
        long[] places,
        long[] wanted,
        long[] labels) {

    private static final long PADDING = -1;

    /** Lays out trees whose continuations are scored; at least one continuation must have a token. */
    static PackedTrees scored(List<TokenTree> trees, int vocabulary) {
        int labels = 0;
        for (TokenTree tree : trees) {
            labels += tree.continuations().stream().mapToInt(c -> c.length).sum();
        }
        Layout layout = new Layout(trees, vocabulary, labels);
        for (TokenTree tree : trees) {
            int promptEnd = layout.read(tree.prompt(), tree.prompt().length, 0, 0);
            int branch = 0;
            for (int[] continuation : tree.continuations()) {
                branch++;
                int first = layout.read(continuation, continuation.length - 1, tree.prompt().length, branch)
                        - (continuation.length - 1);
                for (int t = 0; t < continuation.length; t++) {
                    layout.label(t == 0 ? promptEnd : first + t, layout.checked(continuation[t]));
                }
            }
            layout.endTree();
        }
        return layout.packed(Arrays.copyOf(layout.labels, layout.labelCount));
    }

    /** Lays out prompts whose next token is wanted. */
    static PackedTrees continued(List<int[]> prompts, int vocabulary) {
        List<TokenTree> trees = new ArrayList<>();
        prompts.forEach(prompt -> trees.add(new TokenTree(prompt, List.of())));
        Layout layout = new Layout(trees, vocabulary, trees.size());
        for (TokenTree tree : trees) {
            layout.label(layout.read(tree.prompt(), tree.prompt().length, 0, 0), 0);
            layout.endTree();
        }
        return layout.packed(new long[0]);
    }

    private static int tokensRead(TokenTree tree) {
        return tree.prompt().length
                + tree.continuations().stream()
                        .mapToInt(c -> Math.max(0, c.length - 1))
                        .sum();
    }

    /** Arrays that are being filled, tree by tree. */
    private static final class Layout {
        private final int vocabulary;
        private final int trees;
        private final int width;
        private final long[] ids;
        private final long[] positions;
        private final long[] slots;
        private final long[] branches;
        private final long[] places;
        private final long[] wanted;
        private final long[] labels;
        private int tokenCount;
        private int labelCount;
        private int tree;
        private int column;

        Layout(List<TokenTree> all, int vocabulary, int labelCapacity) {
            this.vocabulary = vocabulary;
            trees = all.size();
            width = all.stream().mapToInt(PackedTrees::tokensRead).max().orElse(0);
            int tokens = all.stream().mapToInt(PackedTrees::tokensRead).sum();
            ids = new long[tokens];
            positions = new long[tokens];
            places = new long[tokens];
            slots = new long[Math.multiplyExact(trees, width)];
            branches = new long[slots.length];
            Arrays.fill(branches, PADDING);
            wanted = new long[labelCapacity];
            labels = new long[labelCapacity];
        }

        /** Appends the first tokens of a sequence and returns the index of the last token read so far. */
        int read(int[] sequence, int count, int position, int branch) {
            for (int t = 0; t < count; t++) {
                int place = tree * width + column++;
                ids[tokenCount] = checked(sequence[t]);
                positions[tokenCount] = (long) position + t;
                places[tokenCount] = place;
                slots[place] = tokenCount;
                branches[place] = branch;
                tokenCount++;
            }
            return tokenCount - 1;
        }

        void label(int predictor, long label) {
            wanted[labelCount] = predictor;
            labels[labelCount++] = label;
        }

        void endTree() {
            tree++;
            column = 0;
        }

        long checked(int id) {
            if (id < 0 || id >= vocabulary) {
                throw new IllegalArgumentException(
                        "token id " + id + " is outside of the model's vocabulary of " + vocabulary);
            }
            return id;
        }

        PackedTrees packed(long[] predicted) {
            return new PackedTrees(trees, width, ids, positions, slots, branches, places, wanted, predicted);
        }
    }
}
