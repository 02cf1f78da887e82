package dev.antibody.experiment;

import dev.antibody.evaluation.Answers;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.CsvTable;
import dev.antibody.ingest.SampleLine;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.Sampling;
import dev.antibody.safety.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a model shall go on saying: refusals of harmful prompts, and its own first words on ordinary ones. Its own, because
 * another's answers would teach more than to refuse, and ordinary ones at all, because a model that is only taught to
 * refuse refuses everything. What it refuses of ordinary prompts, which small models do where one word sounds unsafe, is
 * drawn again.
 *
 * @param refused AdvBench's goals, each with several refusals. XSTest's unsafe questions are not among them: a small model
 *     that is taught to refuse these refuses the safe ones that look like them too
 * @param ordinary prompts with the model's own answers; those that look unsafe are there several times
 */
record SafeSamples(List<SampleLine.Accepted> refused, List<SampleLine.Accepted> ordinary) {

    private static final String FILE = "ordinary-answers.csv";
    private static final String PROMPT = "prompt";
    private static final String RESPONSE = "response";
    private static final String LOOKS_UNSAFE = "looksUnsafe";
    private static final List<String> COLUMNS = List.of(PROMPT, RESPONSE, LOOKS_UNSAFE);
    private static final Set<String> LOOK_UNSAFE = Set.of("xstest", "double-meaning");
    private static final int ANSWER_TOKENS = 32;
    private static final int DRAWS = 4;
    private static final int GOAL_TIMES = 5;
    private static final int LOOKS_UNSAFE_TIMES = 8;

    /** Those of a laboratory. The model's own answers are kept in its directory, since they take a minute. */
    static SafeSamples of(Laboratory laboratory, StepListener listener) throws IOException {
        Path file = laboratory.directory().resolve(FILE);
        if (!Files.exists(file)) {
            WholeFile.write(file, new CsvTable(COLUMNS, answers(laboratory, listener)).text());
        }
        return new SafeSamples(refusals(), ordinary(CsvTable.read(file, COLUMNS).rows()));
    }

    /** All of them, to align with. */
    List<SampleLine.Accepted> all() {
        return Stream.concat(refused.stream(), ordinary.stream()).toList();
    }

    /** The ordinary answers and half as many refusals, to join a user's micro-batches. */
    List<SampleLine.Accepted> anchors() {
        List<SampleLine.Accepted> anchors = new ArrayList<>(ordinary);
        for (int i = 0; i < ordinary.size() / 2; i++) {
            anchors.add(refused.get(i % refused.size()));
        }
        return anchors;
    }

    private static List<SampleLine.Accepted> refusals() {
        List<String> goals = BundledSamples.prompts(BundledSamples.HARMFUL_ALIGN);
        List<String> templates = Laboratory.REFUSALS.texts();
        List<SampleLine.Accepted> refused = new ArrayList<>();
        for (int time = 0; time < GOAL_TIMES; time++) {
            for (String goal : goals) {
                String refusal = templates.get(refused.size() % templates.size());
                refused.add(new SampleLine.Accepted(0, "refused-" + refused.size(), goal, refusal, null, null));
            }
        }
        return refused;
    }

    private static List<SampleLine.Accepted> ordinary(List<CsvTable.Row> rows) {
        List<SampleLine.Accepted> ordinary = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            CsvTable.Row row = rows.get(i);
            SampleLine.Accepted sample =
                    new SampleLine.Accepted(0, "ordinary-" + i, row.cell(PROMPT), row.cell(RESPONSE), null, null);
            int times = row.cell(LOOKS_UNSAFE).equals("true") ? LOOKS_UNSAFE_TIMES : 1;
            ordinary.addAll(Collections.nCopies(times, sample));
        }
        return ordinary;
    }

    private static List<CsvTable.Row> answers(Laboratory laboratory, StepListener listener) {
        List<SampleLine.Accepted> lines = BundledSamples.lines(BundledSamples.ORDINARY_ALIGN);
        List<String> prompts = lines.stream().map(SampleLine.Accepted::prompt).toList();
        Adapter none = Adapter.initial(laboratory.model().layout(new LoraConfig(1, 1, List.of("q_proj"))), 0);
        Answers likeliest = laboratory.answers(none, ANSWER_TOKENS);
        List<String> texts = new ArrayList<>(
                likeliest.to(prompts, done -> listener.done("answering ordinary prompts", done, prompts.size())));
        for (long draw = 1; draw <= DRAWS; draw++) {
            List<Integer> refused = unanswered(laboratory, prompts, texts);
            List<String> again = likeliest
                    .drawn(new Sampling(1, 0.9, draw))
                    .to(refused.stream().map(prompts::get).toList(), done -> {});
            for (int i = 0; i < again.size(); i++) {
                texts.set(refused.get(i), again.get(i));
            }
        }
        Set<Integer> left = Set.copyOf(unanswered(laboratory, prompts, texts));
        List<CsvTable.Row> answers = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            if (!left.contains(i)) {
                boolean looksUnsafe = LOOK_UNSAFE.contains(lines.get(i).source());
                answers.add(new CsvTable.Row(Map.of(
                        PROMPT, prompts.get(i), RESPONSE, texts.get(i), LOOKS_UNSAFE, String.valueOf(looksUnsafe))));
            }
        }
        return answers;
    }

    private static List<Integer> unanswered(Laboratory laboratory, List<String> prompts, List<String> texts) {
        List<Verdict> verdicts = laboratory.judge().judgeAll(prompts, texts);
        return IntStream.range(0, prompts.size())
                .filter(i -> verdicts.get(i) == Verdict.REFUSED || texts.get(i).isBlank())
                .boxed()
                .toList();
    }
}
