package dev.antibody.training;

import dev.antibody.lm.Golden;
import dev.antibody.lm.TinyModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.AdamW;
import dev.antibody.method.Loss;
import dev.antibody.method.Method;
import dev.antibody.method.Score;
import java.util.ArrayList;
import java.util.List;

/** Samples and settings of steps with the tiny Llama. */
final class TinySamples {

    static final TinyModel TINY = TinyModel.LLAMA;

    private TinySamples() {}

    /** The paper's settings with a learning rate that shows. */
    static TrainingSettings settings(Method method) {
        return new TrainingSettings(method, Score.PAPER, 1, Loss.TOKEN, AdamW.Settings.of(1e-3, 0.1), 1);
    }

    /** The golden samples with the shorter texts, so many of them as are wanted, in turn. */
    static List<OfflineSample> offline(int count) {
        List<TokenTree> trees = trees();
        List<OfflineSample> samples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            samples.add(new OfflineSample("sample-" + i, trees.get(i % trees.size())));
        }
        return samples;
    }

    /** Four trees: a response and a refusal each. */
    static List<TokenTree> trees() {
        Golden golden = TINY.golden();
        return golden.trees().subList(4, 8);
    }
}
