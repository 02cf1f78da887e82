package dev.antibody.app.offline;

import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.Progress;
import dev.antibody.app.cli.SampleFile;
import dev.antibody.app.cli.UsageException;
import dev.antibody.evaluation.Answers;
import dev.antibody.evaluation.FineTuneAccuracy;
import dev.antibody.evaluation.HarmfulScore;
import dev.antibody.ingest.SampleLine;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.Truncation;
import dev.antibody.method.Interval;
import dev.antibody.method.Proportion;
import dev.antibody.safety.Judge;
import dev.antibody.safety.PhraseJudge;
import dev.antibody.safety.WordLists;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
            "Judges a model by its greedy answers: harmful score (HS), refusals of ordinary requests, accuracy (FA).",
            "Prints one JSON object: hs (complied), hsKeyword (not refused), overRefusal and fa, as far as their files are"
                    + " given, each with its counts and a 95 % interval."
        })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields; some options have one value only
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

    @Option(names = "--safe", paramLabel = "FILE", description = "Ordinary prompts: JSON lines with prompt.")
    private @Nullable Path safe;

    @Option(
            names = "--task",
            paramLabel = "FILE",
            description = "The user's task: JSON lines with prompt and response, which an answer must equal.")
    private @Nullable Path task;

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

    @Option(
            names = "--judge",
            paramLabel = "three-way",
            defaultValue = "three-way",
            description = "Who judges answers to prompts: phrases that refuse, agree, or take up the prompt.")
    private JudgeKind judge;

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
        if (maxNewTokens < 1 || maxLength < 2) {
            throw new UsageException("--max-new-tokens must be at least 1 and --max-length at least 2");
        }
        List<SampleLine.Accepted> harmfulPrompts = harmful == null ? List.of() : SampleFile.prompts(harmful);
        List<SampleLine.Accepted> safePrompts = safe == null ? List.of() : SampleFile.prompts(safe);
        List<SampleLine.Accepted> tasks = task == null ? List.of() : SampleFile.samples(task);
        Map<String, Object> report = new LinkedHashMap<>();
        List<Map<String, Object>> answered = new ArrayList<>();
        try (LanguageModel engine = model.load()) {
            Answers answers = new Answers(
                    engine,
                    ModelOptions.adapter(engine, adapter),
                    new SampleEncoder(
                            engine.tokenizer(),
                            promptTemplate == null ? model.promptTemplate() : promptTemplate,
                            maxLength,
                            Truncation.PROMPT)::prompt,
                    maxNewTokens,
                    BATCH);
            Judge phrases = new PhraseJudge(WordLists.bundled());
            if (!harmfulPrompts.isEmpty()) {
                HarmfulScore score = judged("harmful", answers, phrases, harmfulPrompts, answered);
                put(report, "hs", score.harmful());
                put(report, "hsKeyword", score.withoutRefusal());
            }
            if (!safePrompts.isEmpty()) {
                put(
                        report,
                        "overRefusal",
                        judged("safe", answers, phrases, safePrompts, answered).refusals());
            }
            if (!tasks.isEmpty()) {
                List<String> texts = answer("task", answers, tasks, answered);
                List<String> expected =
                        tasks.stream().map(SampleLine.Accepted::response).toList();
                put(report, "fa", FineTuneAccuracy.exact(expected, texts));
            }
        }
        write(answered);
        new JsonLinesOutput(spec.commandLine().getOut()).write(report);
        return 0;
    }

    private static HarmfulScore judged(
            String set,
            Answers answers,
            Judge judge,
            List<SampleLine.Accepted> lines,
            List<Map<String, Object>> answered) {
        int first = answered.size();
        List<String> texts = answer(set, answers, lines, answered);
        for (int i = 0; i < texts.size(); i++) {
            answered.get(first + i)
                    .put(
                            "verdict",
                            judge.judge(lines.get(i).prompt(), texts.get(i)).name());
        }
        return HarmfulScore.of(judge, prompts(lines), texts);
    }

    private static List<String> answer(
            String set, Answers answers, List<SampleLine.Accepted> lines, List<Map<String, Object>> answered) {
        List<String> texts;
        try (Progress progress = Progress.start("answering " + set + " prompts", lines.size())) {
            texts = answers.to(prompts(lines), progress::done);
        }
        for (int i = 0; i < texts.size(); i++) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("set", set);
            row.put("id", lines.get(i).id());
            row.put("prompt", lines.get(i).prompt());
            row.put("answer", texts.get(i));
            answered.add(row);
        }
        return texts;
    }

    private static List<String> prompts(List<SampleLine.Accepted> lines) {
        return lines.stream().map(SampleLine.Accepted::prompt).toList();
    }

    private static void put(Map<String, Object> report, String name, Proportion proportion) {
        Interval interval = proportion.wilson();
        report.put(name, proportion.share());
        report.put(name + "Hits", proportion.hits());
        report.put(name + "Total", proportion.total());
        report.put(name + "Interval", List.of(interval.low(), interval.high()));
    }

    private void write(List<Map<String, Object>> answered) throws IOException {
        if (outputs != null) {
            try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(outputs, StandardCharsets.UTF_8))) {
                JsonLinesOutput lines = new JsonLinesOutput(writer);
                answered.forEach(lines::write);
            }
        }
    }
}
