package dev.antibody.app.offline;

import dev.antibody.alignment.AlignmentData;
import dev.antibody.alignment.AlignmentFile;
import dev.antibody.alignment.AlignmentRunner;
import dev.antibody.alignment.AlignmentSettings;
import dev.antibody.alignment.AlignmentState;
import dev.antibody.alignment.AlignmentStep;
import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.Progress;
import dev.antibody.app.cli.SampleFile;
import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.PeftDirectory;
import dev.antibody.checkpoint.SignedDirectory;
import dev.antibody.checkpoint.Signer;
import dev.antibody.ingest.OfflineSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.LoraConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code align}: stage one over two files. */
@Command(
        name = "align",
        description = {
            "Aligns a model: trains a LoRA adapter to refuse, and to go on refusing when it is fine-tuned on harmful"
                    + " samples.",
            "Prints a JSON line per step with its losses, lambda and gradient norms, and writes a PEFT directory with the"
                    + " training state beside it. The same command goes on with a run that was stopped.",
            "The adapter is signed: 'checkpoint verify --adapter DIR' checks it, and 'job create JOB --adapter DIR' makes"
                    + " a job that starts from it."
        })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields; some options have one value only
public final class AlignCommand implements Callable<Integer> {

    private static final Logger LOGGER = LoggerFactory.getLogger(AlignCommand.class);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--safe",
            paramLabel = "FILE",
            required = true,
            description = "JSON lines with prompt and response: refusals of harmful prompts, and ordinary answers.")
    private Path safe;

    @Option(
            names = "--harmful",
            paramLabel = "FILE",
            required = true,
            description = "JSON lines with prompt and response: harmful prompts with the attack's responses.")
    private Path harmful;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Directory for the adapter: a new one, or that of a run to go on with.")
    private Path out;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description =
                    "PEFT directory of the adapter to begin with. Default: a new one that changes nothing at first.")
    private @Nullable Path adapter;

    @Option(
            names = "--templates",
            paramLabel = "FILE",
            description =
                    "Refusals of the harmful prompts, one a line, taken in turn. Default: those of the demo model.")
    private @Nullable Path templates;

    @Mixin
    private DefenceOptions defence;

    @Mixin
    private AlignmentOptions options;

    @Mixin
    private SigningOptions signing;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException {
        LoraConfig lora = options.lora();
        List<SampleLine.Accepted> safeLines = SampleFile.samples(safe);
        List<SampleLine.Accepted> harmfulLines = SampleFile.samples(harmful);
        RefusalTemplates refusals = templates == null ? RefusalTemplates.bundled() : RefusalTemplates.read(templates);
        AlignmentSettings settings = options.settings(defence.defence(options.seed()), safeLines.size());
        OutputDirectory.claim(out, true);
        Signer signer = signing.signer();
        long steps = options.steps(safeLines.size());
        try (LanguageModel engine = model.load();
                Progress progress = Progress.start("aligning", steps)) {
            Adapter start = adapter == null
                    ? Adapter.initial(engine.layout(lora), options.seed())
                    : PeftDirectory.read(adapter, engine);
            AlignmentData data = OfflineSamples.alignment(
                    safeLines, harmfulLines, options.encoder(engine.tokenizer(), model), refusals);
            AlignmentFile file = new AlignmentFile(out, binding(engine, start, data, settings));
            AlignmentState state = file.read().orElseGet(() -> AlignmentState.initial(start));
            if (state.training().step() > 0) {
                LOGGER.atInfo().log("going on after step {}", state.training().step());
            }
            AlignmentLines lines =
                    new AlignmentLines(new JsonLinesOutput(spec.commandLine().getOut()), settings);
            AlignmentState end = new AlignmentRunner(engine, settings, data, options.batch(), options.seed())
                    .run(state, steps, step -> told(step, steps, file, lines, progress));
            SignedDirectory.write(
                    out, end.training().adapter(), engine, model.directory().toString(), signer);
        }
        return 0;
    }

    private void told(AlignmentStep step, long steps, AlignmentFile file, AlignmentLines lines, Progress progress) {
        lines.write(step);
        long done = step.state().training().step();
        if (done % options.checkpointEvery() == 0 || done == steps) {
            file.write(step.state());
        }
        progress.done(done);
    }

    /** All that decides the bits of a run, but for how long it is where its rate stays. */
    private String binding(LanguageModel engine, Adapter start, AlignmentData data, AlignmentSettings settings) {
        return String.join(
                " ",
                engine.fingerprint(),
                CheckpointCodec.sha256(start),
                start.layout().config().toString(),
                data.digest(),
                settings.toString(),
                "batch=" + options.batch(),
                "seed=" + options.seed());
    }
}
