package dev.antibody.app.offline;

import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.Progress;
import dev.antibody.app.cli.SampleFile;
import dev.antibody.app.cli.UsageException;
import dev.antibody.ingest.OfflineSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.TokenTree;
import dev.antibody.lm.Truncation;
import dev.antibody.method.Score;
import dev.antibody.training.OfflineSample;
import dev.antibody.training.OfflineScorer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code score FILE}: what a model thinks of samples. */
@Command(
        name = "score",
        description = {
            "Scores samples of a file: would the model rather give the response, or refuse?",
            "Prints a JSON line per sample in the order of the file, with id, r, responseLogProb and refusalLogProb (nats"
                    + " per token), weight (within its batch), responseTokens and promptTokens."
        })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields; some options have one value only
public final class ScoreCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "JSON lines with prompt and response, and id if there is one.")
    private Path file;

    @Mixin
    private ModelOptions model;

    @Mixin
    private JsonOption json;

    @Option(names = "--adapter", paramLabel = "DIR", description = "PEFT directory of a LoRA adapter. Default: none.")
    private @Nullable Path adapter;

    @Option(
            names = "--templates",
            paramLabel = "FILE",
            description = "Refusals to compare with, one a line. Default: those of the demo model.")
    private @Nullable Path templates;

    @Option(
            names = "--templates-per-sample",
            paramLabel = "N",
            defaultValue = "1",
            description = "Refusals that each sample is compared with, taken in turn.")
    private int templatesPerSample;

    @Option(
            names = "--prompt-template",
            paramLabel = "alpaca|chat|none",
            description = "Text around a prompt. Default: alpaca; chat for the demo model.")
    private @Nullable PromptTemplate promptTemplate;

    @Option(
            names = "--truncate",
            paramLabel = "response|prompt",
            defaultValue = "response",
            description = "What an over-long sample loses.")
    private Truncation truncation;

    @Option(names = "--max-length", paramLabel = "N", defaultValue = "256", description = "Longest sample in tokens.")
    private int maxLength;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "16", description = "Samples of a micro-batch.")
    private int batch;

    @Option(names = "--tau", paramLabel = "X", defaultValue = "1", description = "Temperature of the softmax.")
    private double tau;

    @Option(
            names = "--score",
            paramLabel = "paper|refusal|blend",
            defaultValue = "paper",
            description = "What weights are made from.")
    private Score score;

    @Override
    public Integer call() {
        checkNumbers();
        List<SampleLine.Accepted> lines = SampleFile.samples(file);
        RefusalTemplates refusals = templates == null ? RefusalTemplates.bundled() : RefusalTemplates.read(templates);
        JsonLinesOutput out = new JsonLinesOutput(spec.commandLine().getOut());
        try (LanguageModel engine = model.load();
                Progress progress = Progress.start("scoring", lines.size())) {
            Adapter weights = ModelOptions.adapter(engine, adapter);
            PromptTemplate form = promptTemplate == null ? model.promptTemplate() : promptTemplate;
            SampleEncoder encoder = new SampleEncoder(engine.tokenizer(), form, maxLength, truncation);
            List<OfflineSample> samples = OfflineSamples.encode(lines, encoder, refusals, templatesPerSample);
            int[] done = {0};
            new OfflineScorer(engine, batch, score, tau).score(samples, weights, scored -> {
                out.write(fields(scored));
                progress.done(++done[0]);
            });
        }
        return 0;
    }

    private void checkNumbers() {
        requireAtLeastOne("--templates-per-sample", templatesPerSample);
        requireAtLeastOne("--batch", batch);
        if (maxLength < 2) {
            throw new UsageException("--max-length must be at least 2, not " + maxLength);
        }
        if (!(tau > 0)) {
            throw new UsageException("--tau must be above 0, not " + tau);
        }
    }

    private static void requireAtLeastOne(String option, int value) {
        if (value < 1) {
            throw new UsageException(option + " must be at least 1, not " + value);
        }
    }

    private static Map<String, Object> fields(OfflineScorer.Scored scored) {
        TokenTree tree = scored.sample().tree();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", scored.sample().id());
        fields.put("r", scored.logProbs().r());
        fields.put("responseLogProb", scored.logProbs().response());
        fields.put("refusalLogProb", scored.logProbs().refusal());
        fields.put("weight", scored.weight());
        fields.put("responseTokens", tree.continuations().get(0).length);
        fields.put("promptTokens", tree.prompt().length);
        return fields;
    }
}
