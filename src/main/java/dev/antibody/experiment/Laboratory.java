package dev.antibody.experiment;

import dev.antibody.evaluation.Answers;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.TokenTree;
import dev.antibody.lm.Truncation;
import dev.antibody.safety.Judge;
import dev.antibody.safety.PhraseJudge;
import dev.antibody.safety.WordLists;
import java.nio.file.Path;
import java.util.List;

/**
 * What all experiments with one model share.
 *
 * @param model the model that is to be aligned
 * @param scale how large experiments are
 * @param directory where experiments and aligned adapters are kept
 */
record Laboratory(LanguageModel model, Scale scale, Path directory) {

    /** Longest answer to a prompt that is not of the user's task, in tokens. */
    static final int ANSWER_TOKENS = 24;

    private static final int ANSWERED_TOGETHER = 64;

    static final RefusalTemplates REFUSALS = RefusalTemplates.bundled();

    /** Over samples: XSTest's safe prompts that no alignment has seen. */
    static final List<String> SAFE_PROMPTS = BundledSamples.read(BundledSamples.ORDINARY_JUDGE).stream()
            .filter(line -> "xstest".equals(line.source()))
            .map(SampleLine.Accepted::prompt)
            .toList();

    SampleEncoder encoder() {
        return new SampleEncoder(model.tokenizer(), scale.promptTemplate(), Scale.MAX_LENGTH, Truncation.PROMPT);
    }

    Answers answers(Adapter adapter, int tokens) {
        return new Answers(model, adapter, encoder()::prompt, tokens, ANSWERED_TOGETHER);
    }

    Judge judge() {
        return new PhraseJudge(WordLists.bundled());
    }

    TokenTree tree(SampleLine.Accepted line, List<String> refusals) {
        return encoder().encode(line.prompt(), line.response(), refusals).tree();
    }
}
