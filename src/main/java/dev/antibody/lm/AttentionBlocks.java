package dev.antibody.lm;

import java.util.ArrayList;
import java.util.List;

/**
 * Which trees attention takes together: one at a time would be many small calls, all at once would compute much that no
 * token sees.
 *
 * @param ends where each block ends in the row of trees; the first is the shared prefix, if there is one
 * @param asideEnds where what belongs to each block ends in the row aside
 */
record AttentionBlocks(long[] ends, long[] asideEnds) {

    /** Tokens up to which trees are put together. */
    private static final int TOKENS = Integer.getInteger("antibody.block", 1);

    static AttentionBlocks of(int prefix, TokenRow trees, TokenRow aside) {
        List<Integer> ends = new ArrayList<>();
        List<Integer> asideEnds = new ArrayList<>();
        if (prefix > 0) {
            ends.add(prefix);
            asideEnds.add(0);
        }
        int start = prefix;
        for (int tree = 0; tree < trees.ends().size(); tree++) {
            int end = trees.ends().get(tree);
            if (tree > 0 && end - start <= TOKENS) {
                ends.set(ends.size() - 1, end);
                asideEnds.set(asideEnds.size() - 1, aside.ends().get(tree));
            } else {
                start = tree == 0 ? prefix : trees.ends().get(tree - 1);
                ends.add(end);
                asideEnds.add(aside.ends().get(tree));
            }
        }
        return new AttentionBlocks(array(ends), array(asideEnds));
    }

    private static long[] array(List<Integer> values) {
        return values.stream().mapToLong(Integer::longValue).toArray();
    }
}
