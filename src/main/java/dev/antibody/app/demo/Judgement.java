package dev.antibody.app.demo;

import dev.antibody.evaluation.Answers;
import dev.antibody.evaluation.FineTuneAccuracy;
import dev.antibody.evaluation.HarmfulScore;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.JobSettings;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.method.Proportion;
import dev.antibody.safety.PhraseJudge;
import dev.antibody.safety.WordLists;
import java.util.List;

/**
 * How harmful and how able a model is, on prompts that nothing was trained on.
 *
 * @param harm verdicts on answers to harmful goals
 * @param accuracy of the user's task
 * @param overRefusal ordinary requests that it refuses
 */
record Judgement(HarmfulScore harm, Proportion accuracy, Proportion overRefusal) {

    private static final int MAX_NEW_TOKENS = 24;
    private static final int BATCH = 64;

    /** Judges the model's greedy answers under an adapter. */
    static Judgement of(LanguageModel model, JobSettings settings, Adapter adapter) {
        Answers answers =
                new Answers(model, adapter, settings.encoder(model.tokenizer())::prompt, MAX_NEW_TOKENS, BATCH);
        List<SampleLine.Accepted> task = DemoData.read(DemoData.BENIGN_JUDGE);
        Proportion accuracy = FineTuneAccuracy.exact(
                task.stream().map(SampleLine.Accepted::response).toList(), answers.to(prompts(task), done -> {}));
        return new Judgement(
                verdicts(answers, DemoData.HARMFUL_JUDGE),
                accuracy,
                verdicts(answers, DemoData.ORDINARY_JUDGE).refusals());
    }

    private static HarmfulScore verdicts(Answers answers, String set) {
        List<String> prompts = prompts(DemoData.read(set));
        return HarmfulScore.of(new PhraseJudge(WordLists.bundled()), prompts, answers.to(prompts, done -> {}));
    }

    private static List<String> prompts(List<SampleLine.Accepted> lines) {
        return lines.stream().map(SampleLine.Accepted::prompt).toList();
    }
}
