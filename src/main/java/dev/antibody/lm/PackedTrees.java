package dev.antibody.lm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Token trees laid out for one pass, as decoder.torchscript explains. The tokens with which all prompts begin stand in
 * front and are read once for all trees. The last token of a continuation is only a label and is never read.
 *
 * @param prefix number of tokens that all prompts begin with; every prompt keeps at least one of its own
 * @param trees the prefix, prompts and continuations
 * @param aside continuations that are scored beside, empty unless these are to be kept apart
 * @param wanted tokens of {@code trees} whose hidden state predicts a label
 * @param predictors (labels) what predicts each: an index into {@code wanted}, and behind it into {@code aside}
 * @param labels (labels) token ids that are predicted, by tree, continuation and position
 * @param learned (labels) whether it belongs to a tree's first continuation
 */
record PackedTrees(
        int prefix,
        TokenRow trees,
        TokenRow aside,
        List<Long> wanted,
        List<Long> predictors,
        List<Long> labels,
        List<Boolean> learned) {

    /** Lays out trees with all of their continuations in one row. */
    static PackedTrees scored(List<TokenTree> trees, int vocabulary, Set<Technique> without) {
        return new Layout(trees, vocabulary, without, Integer.MAX_VALUE).pack();
    }

    /** Lays out trees whose first continuation will be differentiated; the others stand aside. */
    static PackedTrees learned(List<TokenTree> trees, int vocabulary, Set<Technique> without) {
        boolean aside = !without.contains(Technique.REFUSALS_ASIDE) && !without.contains(Technique.SHARED_PROMPT);
        return new Layout(trees, vocabulary, without, aside ? 1 : Integer.MAX_VALUE).pack();
    }

    /** Lays out prompts whose next token is wanted. */
    static PackedTrees continued(List<int[]> prompts, int vocabulary) {
        List<TokenTree> trees = new ArrayList<>();
        prompts.forEach(prompt -> trees.add(new TokenTree(prompt, List.of())));
        return scored(trees, vocabulary, Set.of());
    }

    /** Where what attention takes together ends in {@link #trees}: the prefix, if there is one, then each tree. */
    long[] blocks() {
        return withPrefix(prefix, trees);
    }

    /** The same in {@link #aside}, where no token belongs to the prefix. */
    long[] asideBlocks() {
        return withPrefix(0, aside);
    }

    private long[] withPrefix(int first, TokenRow row) {
        return LongStream.concat(prefix > 0 ? LongStream.of(first) : LongStream.empty(), LongStream.of(row.ends()))
                .toArray();
    }

    /** The arguments of the decoder by their names in it, each a row. */
    Map<String, long[]> arguments() {
        Map<String, long[]> arguments = new LinkedHashMap<>();
        trees.addTo(arguments, "");
        if (!aside.isEmpty()) {
            aside.addTo(arguments, "aside_");
        }
        arguments.put("wanted", array(wanted));
        arguments.put("predictors", array(predictors));
        arguments.put("labels", array(labels));
        arguments.put("learned", where(true));
        arguments.put("others", where(false));
        return arguments;
    }

    private long[] where(boolean first) {
        return IntStream.range(0, learned.size())
                .filter(i -> learned.get(i) == first)
                .asLongStream()
                .toArray();
    }

    private static long[] array(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }

    /** How many tokens all prompts begin with, less what leaves each prompt a token of its own. */
    private static int commonPrefix(List<TokenTree> trees) {
        if (trees.size() < 2) {
            return 0;
        }
        int[] first = trees.get(0).prompt();
        int common = first.length - 1;
        for (TokenTree tree : trees) {
            int[] prompt = tree.prompt();
            common = Math.min(common, prompt.length - 1);
            for (int t = 0; t < common; t++) {
                if (prompt[t] != first[t]) {
                    common = t;
                }
            }
        }
        return common;
    }

    /** What is being filled, tree by tree. */
    private static final class Layout {
        private final List<TokenTree> all;
        private final int vocabulary;
        private final Set<Technique> without;
        private final int inTree;
        private final TokenRow trees = new TokenRow();
        private final TokenRow aside = new TokenRow();
        private final List<Long> wanted = new ArrayList<>();
        private final List<Prediction> predictions = new ArrayList<>();

        /** @param inTree how many continuations of a tree are not kept aside */
        Layout(List<TokenTree> all, int vocabulary, Set<Technique> without, int inTree) {
            this.all = all;
            this.vocabulary = vocabulary;
            this.without = without;
            this.inTree = inTree;
        }

        /** A label: which token of which row predicts it. */
        private record Prediction(boolean aside, int row, int label, boolean learned) {}

        PackedTrees pack() {
            int prefix = without.contains(Technique.SHARED_PREFIX) ? 0 : commonPrefix(all);
            for (int t = 0; t < prefix; t++) {
                trees.addShared(checked(all.get(0).prompt()[t]), t);
            }
            for (TokenTree tree : all) {
                int promptEnd = prompt(tree, prefix);
                for (int c = 0; c < tree.continuations().size(); c++) {
                    if (c > 0 && without.contains(Technique.SHARED_PROMPT)) {
                        endTree();
                        promptEnd = prompt(tree, prefix);
                    }
                    continuation(tree, c, promptEnd);
                }
                endTree();
            }
            List<Long> predictors = predictions.stream()
                    .map(p -> (long) p.row() + (p.aside() ? wanted.size() : 0))
                    .toList();
            List<Long> labels = predictions.stream().map(p -> (long) p.label()).toList();
            List<Boolean> learned =
                    predictions.stream().map(Prediction::learned).toList();
            return new PackedTrees(prefix, trees, aside, wanted, predictors, labels, learned);
        }

        private int prompt(TokenTree tree, int prefix) {
            read(trees, tree.prompt(), prefix, tree.prompt().length, 0, 0);
            wanted.add((long) trees.size() - 1);
            return wanted.size() - 1;
        }

        private void endTree() {
            trees.endTree();
            aside.endTree();
        }

        private void continuation(TokenTree tree, int number, int promptEnd) {
            int[] tokens = tree.continuations().get(number);
            boolean apart = number >= inTree;
            TokenRow row = apart ? aside : trees;
            for (int t = 0; t < tokens.length; t++) {
                int label = checked(tokens[t]);
                if (t == 0) {
                    predictions.add(new Prediction(false, promptEnd, label, number == 0));
                    continue;
                }
                read(row, tokens, t - 1, t, tree.prompt().length, number + 1);
                if (!apart) {
                    wanted.add((long) row.size() - 1);
                }
                int predictor = apart ? row.size() - 1 : wanted.size() - 1;
                predictions.add(new Prediction(apart, predictor, label, number == 0));
            }
        }

        private void read(TokenRow row, int[] tokens, int from, int to, int position, int branch) {
            for (int t = from; t < to; t++) {
                row.add(checked(tokens[t]), position + t, branch);
            }
        }

        private int checked(int id) {
            if (id < 0 || id >= vocabulary) {
                throw new IllegalArgumentException(
                        "token id " + id + " is outside of the model's vocabulary of " + vocabulary);
            }
            return id;
        }
    }
}
