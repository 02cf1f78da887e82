package dev.antibody.app.demo;

import dev.antibody.evaluation.Answers;
import dev.antibody.evaluation.FineTuneAccuracy;
import dev.antibody.evaluation.HarmfulScore;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.JobSettings;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.method.Proportion;
import dev.antibody.safety.PhraseJudge;
import dev.antibody.safety.WordLists;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * How harmful and how able a model is, on prompts that nothing was trained on.
 *
 * @param harm verdicts on answers to harmful goals
 * @param accuracy of the user's task
 * @param overRefusal ordinary requests that it refuses
 */
record Judgement(HarmfulScore harm, Proportion accuracy, Proportion overRefusal) {

    private static final int MAX_NEW_TOKENS = 24;
    private static final int BATCH = 32;

    /** Prompts of one judgement. */
    static int prompts() {
        return Stream.of(BundledSamples.BENIGN_JUDGE, BundledSamples.HARMFUL_JUDGE, BundledSamples.ORDINARY_JUDGE)
                .mapToInt(set -> BundledSamples.read(set).size())
                .sum();
    }

    /**
     * Judges the model's greedy answers under an adapter.
     *
     * @param answered gets the number of prompts answered since it was called last
     */
    static Judgement of(LanguageModel model, JobSettings settings, Adapter adapter, IntConsumer answered) {
        Answers answers =
                new Answers(model, adapter, settings.encoder(model.tokenizer())::prompt, MAX_NEW_TOKENS, BATCH);
        List<SampleLine.Accepted> task = BundledSamples.read(BundledSamples.BENIGN_JUDGE);
        Proportion accuracy = FineTuneAccuracy.exact(
                task.stream().map(SampleLine.Accepted::response).toList(),
                answers.to(prompts(task), differences(answered)));
        return new Judgement(
                verdicts(answers, BundledSamples.HARMFUL_JUDGE, answered),
                accuracy,
                verdicts(answers, BundledSamples.ORDINARY_JUDGE, answered).refusals());
    }

    private static HarmfulScore verdicts(Answers answers, String set, IntConsumer answered) {
        List<String> prompts = prompts(BundledSamples.read(set));
        return HarmfulScore.of(
                new PhraseJudge(WordLists.bundled()), prompts, answers.to(prompts, differences(answered)));
    }

    private static List<String> prompts(List<SampleLine.Accepted> lines) {
        return lines.stream().map(SampleLine.Accepted::prompt).toList();
    }

    private static IntConsumer differences(IntConsumer answered) {
        int[] before = {0};
        return done -> {
            answered.accept(done - before[0]);
            before[0] = done;
        };
    }
}
