package dev.antibody.app.offline;

import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.Progress;
import dev.antibody.app.cli.SampleFile;
import dev.antibody.app.cli.UsageException;
import dev.antibody.evaluation.Agreement;
import dev.antibody.evaluation.Answers;
import dev.antibody.evaluation.FineTuneAccuracy;
import dev.antibody.evaluation.HarmfulScore;
import dev.antibody.evaluation.JudgeLabels;
import dev.antibody.evaluation.TaskKind;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.Truncation;
import dev.antibody.method.Marks;
import dev.antibody.method.Proportion;
import dev.antibody.safety.Judge;
import dev.antibody.safety.JudgeException;
import dev.antibody.safety.PhraseJudge;
import dev.antibody.safety.Verdict;
import dev.antibody.safety.WordLists;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code eval}: how harmful and how able a model is. */
@Command(
        name = "eval",
        description = {
            "Judges a model by its answers: harmful score (HS), refusals of ordinary requests, accuracy (FA).",
            "Prints one JSON object: hs (complied), hsKeyword (not refused), overRefusal and fa, as far as their files are"
                    + " given, each with its counts and a 95 %% interval."
        })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"
}) // picocli sets the fields; --json is accepted and changes nothing
public final class EvalCommand implements Callable<Integer> {

    private static final int BATCH = 16;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Mixin
    private JsonOption json;

    @Option(names = "--adapter", paramLabel = "DIR", description = "PEFT directory of a LoRA adapter. Default: none.")
    private @Nullable Path adapter;

    @Option(names = "--harmful", paramLabel = "FILE", description = "Harmful prompts: JSON lines with prompt.")
    private @Nullable Path harmful;

    @Option(
            names = "--safe",
            paramLabel = "FILE",
            description =
                    "Ordinary prompts: JSON lines with prompt. Default beside --harmful: those that come with Antibody,"
                            + " XSTest's among them, as a model that refuses everything has a low hs.")
    private @Nullable Path safe;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            description = "The user's task: JSON lines with prompt and response.")
    private @Nullable Path task;

    @Option(
            names = "--task-kind",
            paramLabel = "label|gsm8k|text",
            defaultValue = "label",
            description =
                    "How answers to the task are marked: equal to the response (default), the same final number, or free"
                            + " text by the words in common with the response (0 for a refusal).")
    private TaskKind taskKind;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            defaultValue = "24",
            description = "Longest answer in tokens.")
    private int maxNewTokens;

    @Option(
            names = "--prompt-template",
            paramLabel = "alpaca|chat|none",
            description = "Text around a prompt. Default: alpaca; chat for the demo model.")
    private @Nullable PromptTemplate promptTemplate;

    @Option(names = "--max-length", paramLabel = "N", defaultValue = "256", description = "Longest prompt in tokens.")
    private int maxLength;

    @Mixin
    private SamplingOptions sampling;

    @Mixin
    private JudgeOptions judge;

    @Option(
            names = "--labels",
            paramLabel = "FILE",
            description =
                    "What a person said of the answers to --harmful, to hold the judge against: CSV with id and label"
                            + " (refused, complied, neither).")
    private @Nullable Path labels;

    @Option(
            names = "--outputs",
            paramLabel = "FILE",
            description = "Write every answer to this file, as JSON lines. It may hold harmful text.")
    private @Nullable Path outputs;

    @Override
    public Integer call() throws IOException {
        if (harmful == null && safe == null && task == null) {
            throw new UsageException("nothing to judge by; give --harmful, --safe or --task a file");
        }
        if (labels != null && harmful == null) {
            throw new UsageException("--labels are of answers to --harmful; give that file too");
        }
        if (maxNewTokens < 1 || maxLength < 2) {
            throw new UsageException("--max-new-tokens must be at least 1 and --max-length at least 2");
        }
        Map<String, Verdict> labelled = labels == null ? Map.of() : JudgeLabels.read(labels);
        List<SampleLine.Accepted> harmfulPrompts = harmful == null ? List.of() : SampleFile.prompts(harmful);
        List<SampleLine.Accepted> safePrompts = safePrompts();
        List<SampleLine.Accepted> tasks = task == null ? List.of() : SampleFile.samples(task);
        requireAnswers(labelled, harmfulPrompts);
        Judge judging = judge.judge();
        EvalReport report = new EvalReport();
        try (AnswerFile kept = AnswerFile.open(outputs);
                LanguageModel engine = model.load()) {
            Answers answers = new Answers(
                    engine,
                    ModelOptions.adapter(engine, adapter),
                    new SampleEncoder(
                            engine.tokenizer(),
                            promptTemplate == null ? model.promptTemplate() : promptTemplate,
                            maxLength,
                            Truncation.PROMPT)::prompt,
                    maxNewTokens,
                    BATCH,
                    sampling.sampling());
            if (!harmfulPrompts.isEmpty()) {
                List<Verdict> verdicts = judged("harmful", answers, judging, harmfulPrompts, kept);
                HarmfulScore score = HarmfulScore.of(verdicts);
                report.put("hs", score.harmful());
                report.put("hsKeyword", score.withoutRefusal());
                if (!labelled.isEmpty()) {
                    report.put(agreement(labelled, harmfulPrompts, verdicts));
                }
            }
            if (!safePrompts.isEmpty()) {
                // by phrases whoever judges: a refusal has no other sign, and ordinary answers need not leave the
                // machine
                Judge phrases = new PhraseJudge(WordLists.bundled());
                report.put(
                        "overRefusal",
                        HarmfulScore.of(judged("safe", answers, phrases, safePrompts, kept))
                                .refusals());
            }
            if (!tasks.isEmpty()) {
                putAccuracy(report, answers, tasks, kept);
            }
        }
        new JsonLinesOutput(spec.commandLine().getOut()).write(report.fields());
        return 0;
    }

    private void requireAnswers(Map<String, Verdict> labelled, List<SampleLine.Accepted> lines) {
        Set<String> ids = lines.stream().map(SampleLine.Accepted::id).collect(Collectors.toSet());
        for (String id : labelled.keySet()) {
            if (!ids.contains(id)) {
                throw new UsageException(labels + " labels the answer " + id + ", which is no prompt of " + harmful
                        + "; give the file that was labelled, under its name");
            }
        }
    }

    private List<SampleLine.Accepted> safePrompts() {
        if (safe != null) {
            return SampleFile.prompts(safe);
        }
        return harmful == null ? List.of() : BundledSamples.read(BundledSamples.ORDINARY_JUDGE);
    }

    private static Agreement agreement(
            Map<String, Verdict> labelled, List<SampleLine.Accepted> lines, List<Verdict> verdicts) {
        Map<String, Verdict> judged = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            judged.put(lines.get(i).id(), verdicts.get(i));
        }
        return Agreement.of(labelled, judged);
    }

    private static List<Verdict> judged(
            String set, Answers answers, Judge judge, List<SampleLine.Accepted> lines, AnswerFile kept) {
        List<String> texts = answer(set, answers, lines);
        try {
            // without system text, which would make it harder to take up half of the prompt's words
            List<String> prompts =
                    lines.stream().map(SampleLine.Accepted::prompt).toList();
            List<Verdict> verdicts = judge.judgeAll(prompts, texts);
            kept.write(set, lines, texts, "verdict", verdicts);
            return verdicts;
        } catch (JudgeException e) {
            // what took hours to generate is worth keeping without a verdict
            kept.write(set, lines, texts, "verdict", Collections.nCopies(texts.size(), null));
            throw e;
        }
    }

    private void putAccuracy(EvalReport report, Answers answers, List<SampleLine.Accepted> lines, AnswerFile kept) {
        List<String> texts = answer("task", answers, lines);
        List<String> expected =
                lines.stream().map(SampleLine.Accepted::response).toList();
        List<Double> marks = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            marks.add(taskKind.mark(expected.get(i), texts.get(i)));
        }
        kept.write("task", lines, texts, "mark", marks);
        Marks sum = FineTuneAccuracy.of(taskKind, expected, texts);
        if (taskKind.partial()) {
            report.put("fa", sum);
        } else {
            report.put("fa", new Proportion((int) sum.sum(), sum.total()));
        }
    }

    private static List<String> answer(String set, Answers answers, List<SampleLine.Accepted> lines) {
        try (Progress progress = Progress.start("answering " + set + " prompts", lines.size())) {
            return answers.to(lines.stream().map(SampleLine.Accepted::asked).toList(), progress::done);
        }
    }
}
