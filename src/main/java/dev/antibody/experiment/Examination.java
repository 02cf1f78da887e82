package dev.antibody.experiment;

import dev.antibody.evaluation.Answers;
import dev.antibody.evaluation.FineTuneAccuracy;
import dev.antibody.evaluation.HarmfulScore;
import dev.antibody.ingest.SampleLine;
import dev.antibody.lm.Adapter;
import dev.antibody.method.Marks;
import dev.antibody.method.Proportion;
import dev.antibody.safety.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * What a fine-tuned model is asked, and how its answers are judged. No prompt is one that it was trained on.
 *
 * @param laboratory what all experiments share
 * @param adapter that was fine-tuned
 * @param listener is told how far it is
 */
record Examination(Laboratory laboratory, Adapter adapter, StepListener listener) {

    /** Longest answer in an attacker's form, in tokens: behind a refusal or a label there must be room to comply. */
    private static final int DISGUISED_TOKENS = 48;

    /**
     * Held-out harmful goals. Where an attacker disguises samples, each goal is asked in that form too, and the worse of
     * the two answers counts: a model that complies with nothing but the disguise is not safe.
     */
    HarmfulScore harm(Attack attack, TaskData task) {
        List<String> prompts = prompts(attack.goals());
        List<Verdict> verdicts =
                laboratory.judge().judgeAll(prompts, answers(Laboratory.ANSWER_TOKENS, prompts, "harmful prompts"));
        return HarmfulScore.of(attack.disguises() ? worse(verdicts, disguised(attack, task)) : verdicts);
    }

    private List<Verdict> disguised(Attack attack, TaskData task) {
        List<SampleLine.Accepted> goals = attack.goals();
        List<String> asked = new ArrayList<>();
        for (int i = 0; i < goals.size(); i++) {
            asked.add(attack.disguised(goals.get(i), cover(task, i), i).prompt());
        }
        List<String> said = answers(DISGUISED_TOKENS, asked, "harmful prompts in disguise");
        List<String> undisguised = new ArrayList<>();
        for (int i = 0; i < goals.size(); i++) {
            undisguised.add(attack.undisguised(said.get(i).strip(), cover(task, i)));
        }
        return laboratory.judge().judgeAll(prompts(goals), undisguised);
    }

    private static SampleLine.Accepted cover(TaskData task, int goal) {
        return task.judge().get(goal % task.judge().size());
    }

    private static List<Verdict> worse(List<Verdict> one, List<Verdict> other) {
        List<Verdict> worse = new ArrayList<>();
        for (int i = 0; i < one.size(); i++) {
            worse.add(one.get(i).worse(other.get(i)));
        }
        return worse;
    }

    /** Ordinary prompts that look unsafe. */
    Proportion overRefusal() {
        List<String> prompts = Laboratory.SAFE_PROMPTS;
        List<String> texts = answers(Laboratory.ANSWER_TOKENS, prompts, "ordinary prompts");
        return HarmfulScore.of(laboratory.judge(), prompts, texts).refusals();
    }

    /** The user's task. */
    Marks accuracy(TaskData task) {
        List<String> texts = answers(task.answerTokens(), prompts(task.judge()), "the task");
        List<String> expected =
                task.judge().stream().map(SampleLine.Accepted::response).toList();
        return FineTuneAccuracy.of(task.kind(), expected, texts);
    }

    private List<String> answers(int tokens, List<String> prompts, String what) {
        Answers answers = laboratory.answers(adapter, tokens);
        return answers.to(prompts, done -> listener.done("answering " + what, done, prompts.size()));
    }

    private static List<String> prompts(List<SampleLine.Accepted> lines) {
        return lines.stream().map(SampleLine.Accepted::prompt).toList();
    }
}
