package dev.antibody.alignment;

import dev.antibody.lm.Golden;
import dev.antibody.lm.TinyModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.AdamW;
import dev.antibody.method.Defence;
import dev.antibody.method.LambdaRule;
import dev.antibody.method.LearningRate;
import dev.antibody.method.Loss;
import java.util.List;

/** The golden samples in the roles that golden.json gives them, and settings with a learning rate that shows. */
final class AlignmentSamples {

    static final TinyModel TINY = TinyModel.LLAMA;
    static final LambdaRule THEOREM = new LambdaRule.Theorem(5);
    static final LambdaRule COSINE = new LambdaRule.Cosine(5, 0.99);

    private AlignmentSamples() {}

    static List<TokenTree> safe(Golden golden) {
        return golden.trees().subList(4, 8).stream()
                .map(tree -> new TokenTree(tree.prompt(), tree.continuations().subList(0, 1)))
                .toList();
    }

    static List<TokenTree> harmful(Golden golden) {
        return golden.trees().subList(0, 4);
    }

    static AlignmentData data() {
        Golden golden = TINY.golden();
        return new AlignmentData(safe(golden), harmful(golden).subList(0, 3));
    }

    static AlignmentSettings settings(Defence defence) {
        return new AlignmentSettings(defence, Loss.TOKEN, AdamW.Settings.of(1e-3, 0.1), new LearningRate.Constant(), 1);
    }
}
