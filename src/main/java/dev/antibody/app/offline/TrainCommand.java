package dev.antibody.app.offline;

import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.Progress;
import dev.antibody.app.cli.SampleFile;
import dev.antibody.app.cli.TrainingOptions;
import dev.antibody.app.probe.GateProbes;
import dev.antibody.app.probe.LearnedScoreOptions;
import dev.antibody.app.probe.ProbeFiles;
import dev.antibody.app.probe.ProbeScorer;
import dev.antibody.checkpoint.PeftDirectory;
import dev.antibody.checkpoint.TrainingState;
import dev.antibody.ingest.OfflineSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.Truncation;
import dev.antibody.method.Calibration;
import dev.antibody.method.Gate;
import dev.antibody.method.SampleScore;
import dev.antibody.method.Score;
import dev.antibody.training.OfflineSample;
import dev.antibody.training.OfflineSettings;
import dev.antibody.training.OfflineStep;
import dev.antibody.training.OfflineTrainer;
import dev.antibody.training.Rehearsal;
import dev.antibody.training.StepResult;
import dev.antibody.training.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code train FILE}: stage two over a file, without a node. */
@Command(
        name = "train",
        description = {
            "Trains a LoRA adapter on the samples of a file, each weighted by how the model scores it.",
            "Prints a JSON line per step with step, loss, gradientNorm, learningRate, tokens and seconds, and writes a"
                    + " PEFT directory."
        })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields; some options have one value only
public final class TrainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "JSON lines with prompt and response, and id if there is one.")
    private Path file;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "New directory for the adapter.")
    private Path out;

    @Mixin
    private ModelOptions model;

    @Mixin
    private TrainingOptions options;

    @Mixin
    private RehearsalOptions rehearsal;

    @ArgGroup(exclusive = false)
    private @Nullable ProbeFiles probes;

    @Mixin
    private LearnedScoreOptions learned;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description =
                    "PEFT directory of the adapter to go on from. Default: a new one that changes nothing at first.")
    private @Nullable Path adapter;

    @Option(
            names = "--templates",
            paramLabel = "FILE",
            description = "Refusals to compare with, one a line. Default: those of the demo model.")
    private @Nullable Path templates;

    @Option(
            names = "--shuffle",
            description = "Reshuffle the samples before each epoch from --seed, as the published code does, instead of"
                    + " keeping the file's order.")
    private boolean shuffle;

    @Mixin
    private ScheduleOption schedule;

    @Override
    public Integer call() throws IOException {
        JobSettings settings = options.over(defaults());
        rehearsal.check(settings.method());
        learned.check(probes, settings, false);
        List<SampleLine.Accepted> lines = SampleFile.samples(file);
        RefusalTemplates refusals = templates == null ? RefusalTemplates.bundled() : RefusalTemplates.read(templates);
        OutputDirectory.claim(out, false);
        JsonLinesOutput output = new JsonLinesOutput(spec.commandLine().getOut());
        try (LanguageModel engine = model.load();
                Progress progress = Progress.start("training", steps(settings, lines.size()))) {
            Adapter start = adapter == null
                    ? Adapter.initial(engine.layout(settings.lora()), settings.seed())
                    : PeftDirectory.read(adapter, engine);
            SampleEncoder encoder = new SampleEncoder(
                    engine.tokenizer(), settings.promptTemplate(), settings.maxLength(), settings.truncation());
            List<OfflineSample> samples =
                    OfflineSamples.encode(lines, encoder, refusals, settings.templatesPerSample());
            Rehearsal kept = rehearsal.rehearsal(settings.method(), settings.loss(), encoder, settings.seed());
            Weighing weighing = weighing(settings, engine, refusals, start);
            OfflineSettings offline = offline(settings, lines.size(), weighing, kept);
            TrainingState end = new OfflineTrainer(engine, offline).train(start, samples, step -> {
                output.write(fields(step));
                progress.done(step.result().state().step());
            });
            PeftDirectory.write(out, end.adapter(), model.directory().toString());
        }
        return 0;
    }

    private JobSettings defaults() {
        return JobSettings.defaults()
                .with()
                .score(Score.PAPER)
                .truncation(Truncation.RESPONSE)
                .promptTemplate(model.promptTemplate())
                .templatesPerSample(1)
                .build();
    }

    private static long steps(JobSettings settings, int samples) {
        return OfflineSettings.steps(samples, settings.batchSize(), settings.epochs());
    }

    /** The score, and the gate in front of it. */
    private record Weighing(SampleScore score, @Nullable Gate gate) {}

    private Weighing weighing(JobSettings settings, LanguageModel engine, RefusalTemplates refusals, Adapter start) {
        if (probes == null) {
            return new Weighing(settings.score(), settings.gate().orElse(null));
        }
        GateProbes.Fitted fitted = probes.read()
                .fit(
                        learned.over(settings),
                        new ProbeScorer(engine, settings, refusals, start),
                        Calibration.FALSE_QUARANTINE_RATE);
        return new Weighing(fitted.score(), fitted.calibration().gate());
    }

    private OfflineSettings offline(JobSettings settings, int samples, Weighing weighing, Rehearsal kept) {
        return new OfflineSettings(
                TrainingSettings.of(settings, weighing.score()).at(schedule.over(steps(settings, samples))),
                settings.batchSize(),
                settings.epochs(),
                shuffle ? settings.seed() : null,
                weighing.gate(),
                kept);
    }

    private static Map<String, Object> fields(OfflineStep step) {
        StepResult result = step.result();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("step", result.state().step());
        fields.put("epoch", step.epoch());
        fields.put("loss", result.loss());
        fields.put("gradientNorm", result.gradientNorm());
        fields.put("learningRate", step.learningRate());
        fields.put("tokens", result.tokens());
        fields.put("seconds", step.seconds());
        if (result instanceof StepResult.Skipped skipped) {
            fields.put("skipped", skipped.reason().text());
        }
        return fields;
    }
}
