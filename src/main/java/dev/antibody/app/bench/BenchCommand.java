package dev.antibody.app.bench;

import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.Progress;
import dev.antibody.app.cli.SampleFile;
import dev.antibody.app.cli.UsageException;
import dev.antibody.app.demo.DemoStream;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.OfflineSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.EngineOptions;
import dev.antibody.lm.MatrixProductRate;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.Technique;
import dev.antibody.lm.TorchLanguageModel;
import dev.antibody.lm.Truncation;
import dev.antibody.method.LogProbs;
import dev.antibody.training.OfflineSample;
import dev.antibody.training.TreeScorer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bench}: the engine's speed on this machine. */
@Command(
        name = "bench",
        description = {
            "Measures how fast samples are scored, trained on and aligned with here, in the published settings: LoRA of rank 32 on"
                    + " q/k/v, one refusal per sample, at most 256 tokens.",
            "Prints a JSON line per mode and variant: medians over the steps of tokensPerSecond (prompt and response, each"
                    + " counted once) and samplesPerSecond, the milliseconds of a step and of its parts, the operations"
                    + " that it cannot do without, and how much of this machine's matrix-multiply rate they reached."
        })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields
public final class BenchCommand implements Callable<Integer> {

    private static final int MATRIX = 2048;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ModelOptions model;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--data",
            paramLabel = "FILE",
            description = "JSON lines with prompt and response. Default: 600 samples of the demo, a fifth harmful.")
    private @Nullable Path data;

    @Option(
            names = "--mode",
            paramLabel = "score|train|align|all",
            defaultValue = "all",
            description = "What to measure.")
    private BenchMode mode;

    @Option(names = "--batch", paramLabel = "N", defaultValue = "16", description = "Samples of a micro-batch.")
    private int batch;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "5", description = "Steps that count.")
    private int steps;

    @Option(names = "--warmup", paramLabel = "N", defaultValue = "2", description = "Steps before them that do not.")
    private int warmup;

    @Option(
            names = "--variants",
            description = "Measure also with each technique left out in turn: "
                    + "shared-prefix, shared-prompt, refusals-aside, fused-attention.")
    private boolean variants;

    @Option(
            names = "--scores",
            paramLabel = "FILE",
            description = "Write r of the first micro-batch's samples there, JSON lines with id and r.")
    private @Nullable Path scores;

    @Override
    public Integer call() throws IOException {
        atLeast("--batch", batch, 1);
        atLeast("--steps", steps, 1);
        atLeast("--warmup", warmup, 0);
        List<SampleLine.Accepted> lines = data == null ? demo() : SampleFile.samples(data);
        JsonLinesOutput out = new JsonLinesOutput(spec.commandLine().getOut());
        measure("default", model.engine(), lines, out);
        if (variants) {
            for (Technique technique : Technique.values()) {
                measure(technique.label(), model.engine().without(technique), lines, out);
            }
        }
        return 0;
    }

    private void measure(String variant, EngineOptions options, List<SampleLine.Accepted> lines, JsonLinesOutput out)
            throws IOException {
        try (TorchLanguageModel engine = TorchLanguageModel.load(model.directory(), options)) {
            double rate = MatrixProductRate.gigaflops(engine.format(), options.device(), MATRIX);
            SampleEncoder encoder =
                    new SampleEncoder(engine.tokenizer(), model.promptTemplate(), 256, Truncation.RESPONSE);
            List<OfflineSample> samples = OfflineSamples.encode(lines, encoder, RefusalTemplates.bundled(), 1);
            if (scores != null && variant.equals("default")) {
                writeScores(engine, samples.subList(0, Math.min(batch, samples.size())), scores);
            }
            Benchmark benchmark = new Benchmark(engine, samples, batch);
            for (BenchMode each : mode.each()) {
                String task = each.name().toLowerCase(Locale.ROOT) + " " + variant;
                try (Progress progress = Progress.start(task, warmup + steps)) {
                    List<StepTime> times = benchmark.run(each, warmup, steps, progress::done);
                    String dtype = engine.format().name().toLowerCase(Locale.ROOT);
                    out.write(new Measurement(each, variant, dtype, options.device(), rate, times).fields());
                }
            }
        }
    }

    private static void writeScores(TorchLanguageModel engine, List<OfflineSample> samples, Path file)
            throws IOException {
        Adapter none = ModelOptions.adapter(engine, null);
        List<LogProbs> logProbs = new TreeScorer(engine, samples.size())
                .score(samples.stream().map(OfflineSample::tree).toList(), none);
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file))) {
            JsonLinesOutput out = new JsonLinesOutput(writer);
            IntStream.range(0, samples.size())
                    .forEach(i -> out.write(Map.of(
                            "id", samples.get(i).id(), "r", logProbs.get(i).r())));
        }
    }

    /** The demo's stream. */
    private static List<SampleLine.Accepted> demo() {
        DemoStream stream = DemoStream.draw(
                BundledSamples.read(BundledSamples.BENIGN_STREAM),
                BundledSamples.read(BundledSamples.HARMFUL_STREAM),
                600,
                0.2,
                1);
        return stream.samples().stream()
                .map(sample -> new SampleLine.Accepted(0, sample.id(), sample.prompt(), sample.response(), null, null))
                .toList();
    }

    private static void atLeast(String option, int value, int least) {
        if (value < least) {
            throw new UsageException(option + " must be at least " + least + ", not " + value);
        }
    }
}
