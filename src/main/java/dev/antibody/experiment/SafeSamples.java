package dev.antibody.experiment;

import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.CsvTable;
import dev.antibody.ingest.SampleLine;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LoraConfig;
import dev.antibody.safety.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a model shall go on saying: refusals of harmful prompts, and its own first words on ordinary ones. Its own, because
 * another's answers would teach more than to refuse, and ordinary ones at all, because a model that is only taught to
 * refuse refuses everything. Refusals are there twice, in other words, and XSTest's safe prompts, which look like
 * unsafe ones, four times.
 */
final class SafeSamples {

    private static final String FILE = "ordinary-answers.csv";
    private static final String PROMPT = "prompt";
    private static final String RESPONSE = "response";
    private static final String LOOKS_UNSAFE = "looksUnsafe";
    private static final List<String> COLUMNS = List.of(PROMPT, RESPONSE, LOOKS_UNSAFE);
    private static final int ANSWER_TOKENS = 32;

    private SafeSamples() {}

    /** All of them. The model's own answers are kept in the laboratory's directory, since they take a minute. */
    static List<SampleLine.Accepted> of(Laboratory laboratory, StepListener listener) throws IOException {
        List<String> harmful = new ArrayList<>(BundledSamples.prompts(BundledSamples.HARMFUL_ALIGN));
        harmful.addAll(BundledSamples.prompts(BundledSamples.UNSAFE_ALIGN));
        List<String> refusals = Laboratory.REFUSALS.texts();
        List<SampleLine.Accepted> safe = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (String prompt : harmful) {
                String refusal = refusals.get((safe.size() + 7 * round) % refusals.size());
                safe.add(new SampleLine.Accepted(0, "safe-" + safe.size(), prompt, refusal, null, null));
            }
        }
        Path file = laboratory.directory().resolve(FILE);
        if (!Files.exists(file)) {
            WholeFile.write(file, new CsvTable(COLUMNS, answers(laboratory, listener)).text());
        }
        for (CsvTable.Row row : CsvTable.read(file, COLUMNS).rows()) {
            int times = row.cell(LOOKS_UNSAFE).equals("true") ? 4 : 1;
            for (int time = 0; time < times; time++) {
                String id = "safe-" + safe.size();
                safe.add(new SampleLine.Accepted(0, id, row.cell(PROMPT), row.cell(RESPONSE), null, null));
            }
        }
        return safe;
    }

    private static List<CsvTable.Row> answers(Laboratory laboratory, StepListener listener) {
        List<SampleLine.Accepted> lines = BundledSamples.lines(BundledSamples.ORDINARY_ALIGN);
        List<String> prompts = lines.stream().map(SampleLine.Accepted::prompt).toList();
        Adapter none = Adapter.initial(laboratory.model().layout(new LoraConfig(1, 1, List.of("q_proj"))), 0);
        List<String> texts = laboratory
                .answers(none, ANSWER_TOKENS)
                .to(prompts, done -> listener.done("answering ordinary prompts", done, prompts.size()));
        List<Verdict> verdicts = laboratory.judge().judgeAll(prompts, texts);
        List<CsvTable.Row> answers = new ArrayList<>();
        for (int i = 0; i < prompts.size(); i++) {
            if (verdicts.get(i) != Verdict.REFUSED && !texts.get(i).isBlank()) {
                boolean looksUnsafe = "xstest".equals(lines.get(i).source());
                answers.add(new CsvTable.Row(Map.of(
                        PROMPT, prompts.get(i), RESPONSE, texts.get(i), LOOKS_UNSAFE, String.valueOf(looksUnsafe))));
            }
        }
        return answers;
    }
}
