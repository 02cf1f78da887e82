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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a model shall go on saying: refusals of harmful prompts, and its own first words on ordinary ones. Its own, because
 * another's answers would teach more than to refuse, and ordinary ones at all, because a model that is only taught to
 * refuse refuses everything. XSTest's prompts, ordinary and unsafe, are seen twice as often: they look like each other.
 */
final class SafeSamples {

    private static final String FILE = "ordinary-answers.csv";
    private static final String PROMPT = "prompt";
    private static final String RESPONSE = "response";
    private static final int ANSWER_TOKENS = 32;

    private SafeSamples() {}

    /** All of them. The model's own answers are kept in the laboratory's directory, since they take a minute. */
    static List<SampleLine.Accepted> of(Laboratory laboratory) throws IOException {
        List<SampleLine.Accepted> harmful = new ArrayList<>(BundledSamples.read(BundledSamples.HARMFUL_ALIGN));
        harmful.addAll(BundledSamples.read(BundledSamples.UNSAFE_ALIGN));
        List<String> refusals = Laboratory.REFUSALS.texts();
        List<SampleLine.Accepted> safe = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            for (SampleLine.Accepted line : harmful) {
                String refusal = refusals.get((safe.size() + 7 * round) % refusals.size());
                safe.add(new SampleLine.Accepted(0, "safe-" + safe.size(), line.prompt(), refusal, null, null));
            }
        }
        Path file = laboratory.directory().resolve(FILE);
        if (!Files.exists(file)) {
            write(file, answers(laboratory));
        }
        for (CsvTable.Row row : CsvTable.read(file, List.of(PROMPT, RESPONSE)).rows()) {
            String id = "safe-" + safe.size();
            safe.add(new SampleLine.Accepted(0, id, row.cell(PROMPT), row.cell(RESPONSE), null, null));
        }
        return safe;
    }

    private static Map<String, String> answers(Laboratory laboratory) {
        List<String> prompts = BundledSamples.read(BundledSamples.ORDINARY_ALIGN).stream()
                .map(SampleLine.Accepted::prompt)
                .toList();
        Adapter none = Adapter.initial(laboratory.model().layout(new LoraConfig(1, 1, List.of("q_proj"))), 0);
        List<String> texts = laboratory.answers(none, ANSWER_TOKENS).to(prompts, done -> {});
        List<Verdict> verdicts = laboratory.judge().judgeAll(prompts, texts);
        Map<String, String> answers = new LinkedHashMap<>();
        for (int i = 0; i < prompts.size(); i++) {
            if (verdicts.get(i) != Verdict.REFUSED && !texts.get(i).isBlank()) {
                answers.put(prompts.get(i), texts.get(i));
            }
        }
        return answers;
    }

    private static void write(Path file, Map<String, String> answers) throws IOException {
        List<CsvTable.Row> rows = answers.entrySet().stream()
                .map(answer -> new CsvTable.Row(Map.of(PROMPT, answer.getKey(), RESPONSE, answer.getValue())))
                .toList();
        WholeFile.write(file, new CsvTable(List.of(PROMPT, RESPONSE), rows).text());
    }
}
