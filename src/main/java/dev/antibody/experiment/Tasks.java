package dev.antibody.experiment;

import dev.antibody.evaluation.TaskKind;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.CsvException;
import dev.antibody.ingest.SampleLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tasks that experiments teach. Those whose data may be shipped come with the project; SST-2 and AG News are read from
 * a directory, with the published instructions and labels.
 */
public final class Tasks {

    public static final String SST2_FILE = "sst2_train.tsv";
    public static final String AG_NEWS_FILE = "ag_news.csv";

    private static final String FORM = "Intent: ";
    private static final int LABEL_TOKENS = 12;
    private static final int SOLUTION_TOKENS = 96;
    private static final int INSTRUCTION_TOKENS = 32;
    private static final int PROBES = 48;
    private static final int JUDGED = 240;
    private static final int STREAMED = 800;

    /** Of a text in characters: short samples are what two cores can train on. */
    private static final int LONGEST = 240;

    private static final String SST2 = "Analyze the sentiment of the input, and respond only positive or negative";
    private static final String AG_NEWS =
            "Categorize the news article given in the input into one of the 4 categories:\n\nWorld\nSports\nBusiness\nSci/Tech\n";
    private static final List<String> SENTIMENTS = List.of("negative", "positive");
    private static final List<String> TOPICS = List.of("World", "Sports", "Business", "Sci/Tech");
    private static final Pattern QUOTED = Pattern.compile("\"((?:[^\"]|\"\")*)\"");

    private Tasks() {}

    /**
     * Banking77's bare labels, which no model has seen as answers; the same labels in a form that the demo model knows; worked
     * problems of GSM8K; and ordinary requests that are answered in the very words in which the attack answers its own.
     */
    public static List<TaskData> bundled() {
        return List.of(
                banking("banking77", label -> label.substring(FORM.length())),
                banking("banking77-form", UnaryOperator.identity()),
                new TaskData(
                        "gsm8k",
                        TaskKind.GSM8K,
                        SOLUTION_TOKENS,
                        BundledSamples.read(BundledSamples.GSM8K_STREAM),
                        BundledSamples.read(BundledSamples.GSM8K_PROBE),
                        BundledSamples.read(BundledSamples.GSM8K_JUDGE)),
                new TaskData(
                        "instructions",
                        TaskKind.TEXT,
                        INSTRUCTION_TOKENS,
                        BundledSamples.read(BundledSamples.INSTRUCTIONS_STREAM),
                        BundledSamples.read(BundledSamples.INSTRUCTIONS_PROBE),
                        BundledSamples.read(BundledSamples.INSTRUCTIONS_JUDGE)));
    }

    /**
     * Those whose files lie in a directory: SST-2 ({@value #SST2_FILE}, label and sentence) and AG News
     * ({@value #AG_NEWS_FILE}, class, title and description, quoted).
     *
     * @throws CsvException if a file cannot be read or has too few rows
     */
    public static List<TaskData> in(Path directory) {
        List<TaskData> tasks = new ArrayList<>();
        read(directory.resolve(SST2_FILE), Tasks::sst2, "sst2", tasks);
        read(directory.resolve(AG_NEWS_FILE), Tasks::agNews, "agnews", tasks);
        return tasks;
    }

    private static TaskData banking(String name, UnaryOperator<String> label) {
        Function<String, List<SampleLine.Accepted>> set = part -> BundledSamples.read(part).stream()
                .map(line -> sample(line.id(), line.prompt(), label.apply(line.response())))
                .toList();
        return new TaskData(
                name,
                TaskKind.LABEL,
                LABEL_TOKENS,
                set.apply(BundledSamples.BENIGN_STREAM),
                set.apply(BundledSamples.BENIGN_PROBE),
                set.apply(BundledSamples.BENIGN_JUDGE));
    }

    private static void read(
            Path file, Function<List<String>, Map<String, String>> reader, String name, List<TaskData> tasks) {
        if (!Files.exists(file)) {
            return;
        }
        try {
            tasks.add(split(name, reader.apply(Files.readAllLines(file, StandardCharsets.UTF_8))));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CsvException(
                    file + " cannot be taken as " + name + " (" + e.getMessage() + "); give another file", e);
        }
    }

    /** The same file gives the same parts; an article or a sentence is in one of them. */
    private static TaskData split(String name, Map<String, String> labels) {
        List<SampleLine.Accepted> samples = new ArrayList<>();
        labels.forEach((prompt, label) -> samples.add(sample(name + "-" + samples.size(), prompt, label)));
        Collections.shuffle(samples, new Random(1));
        int judged = Math.min(JUDGED, samples.size() / 3);
        int probes = Math.min(PROBES, samples.size() / 3);
        int end = Math.min(samples.size(), judged + probes + STREAMED);
        return new TaskData(
                name,
                TaskKind.LABEL,
                LABEL_TOKENS,
                samples.subList(judged + probes, end),
                samples.subList(judged, judged + probes),
                samples.subList(0, judged));
    }

    private static Map<String, String> sst2(List<String> lines) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split("\t", -1);
            // a phrase of a few words says little; whole sentences are what the task is about
            if (cells.length == 2
                    && cells[1].length() <= LONGEST
                    && cells[1].strip().split(" ").length >= 8) {
                labels.put(SST2 + "\n\n" + cells[1].strip(), SENTIMENTS.get(Integer.parseInt(cells[0].strip())));
            }
        }
        return labels;
    }

    private static Map<String, String> agNews(List<String> lines) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String line : lines) {
            List<String> cells = new ArrayList<>();
            Matcher matcher = QUOTED.matcher(line);
            while (matcher.find()) {
                cells.add(matcher.group(1).replace("\"\"", "\""));
            }
            if (cells.size() == 3 && cells.get(2).length() <= LONGEST) {
                String article = cells.get(1) + ". " + cells.get(2);
                labels.put(AG_NEWS + "\n" + article, TOPICS.get(Integer.parseInt(cells.get(0)) - 1));
            }
        }
        return labels;
    }

    private static SampleLine.Accepted sample(String id, String prompt, String response) {
        return new SampleLine.Accepted(0, id, prompt, response, null, null);
    }

    /** Names, for a message. */
    static String names(List<TaskData> tasks) {
        return tasks.stream().map(TaskData::name).collect(Collectors.joining(", "));
    }
}
