package dev.antibody.app.stream;

import dev.antibody.app.cli.EncodingOptions;
import dev.antibody.app.cli.FailedException;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.UsageException;
import dev.antibody.app.probe.GateProbes;
import dev.antibody.app.probe.ProbeFiles;
import dev.antibody.app.probe.ProbeScorer;
import dev.antibody.evaluation.ComparedScore;
import dev.antibody.evaluation.ScoreReport;
import dev.antibody.evaluation.ScoreRow;
import dev.antibody.evaluation.TaskProbes;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.LanguageModel;
import dev.antibody.method.Calibration;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code job calibrate}: which score a job should take, before there is one. */
@Command(
        name = "calibrate",
        description = {
            "Says how well each score tells a job's benign from its harmful probes, with which threshold, and which options"
                    + " of 'job create' follow. Needs no node.",
            "Fails when no score separates them, or the one that --score names does not."
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class JobCalibrateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ArgGroup(exclusive = false)
    private @Nullable ProbeFiles probes;

    @Mixin
    private ModelOptions model;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "PEFT directory of the LoRA adapter that the job starts from. Default: none.")
    private @Nullable Path adapter;

    @Option(
            names = "--false-quarantine-rate",
            paramLabel = "X",
            defaultValue = "" + Calibration.FALSE_QUARANTINE_RATE,
            description = "Largest share of the benign probes that a threshold may hold back.")
    private double falseQuarantineRate;

    @Option(
            names = "--score",
            paramLabel = "paper|refusal|blend|calibrated|representation",
            description = "The only score to look at. Default: all of them.")
    private @Nullable ComparedScore only;

    @Option(
            names = "--templates",
            paramLabel = "FILE",
            description = "Refusals to compare with, one a line. Default: those that a node compares with.")
    private @Nullable Path templates;

    @Mixin
    private EncodingOptions encoding;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        if (!(falseQuarantineRate >= 0 && falseQuarantineRate <= 1)) {
            throw new UsageException("--false-quarantine-rate must be between 0 and 1, not " + falseQuarantineRate);
        }
        JobSettings settings = encoding.over(JobSettings.defaults());
        RefusalTemplates refusals = templates == null ? RefusalTemplates.bundled() : RefusalTemplates.read(templates);
        GateProbes known = probes();
        List<ScoreRow> all = ScoreReport.of(List.of(seen(known, settings, refusals)), falseQuarantineRate);
        List<ScoreRow> rows =
                all.stream().filter(row -> only == null || row.score() == only).toList();
        CreateOptions options = new CreateOptions(settings, probes, model.typed(), falseQuarantineRate, adapter);
        ScoreTable table = new ScoreTable(known, rows, options, templates);
        table.print(spec.commandLine().getOut(), json.json());
        requireSeparation(rows, all);
        return 0;
    }

    private GateProbes probes() {
        if (probes != null) {
            return probes.read();
        }
        if (!model.isBundled()) {
            throw new UsageException("a --model of your own needs --benign-probes and --harmful-probes of your own;"
                    + " those that come with Antibody are for its demo model");
        }
        return new GateProbes(
                BundledSamples.read(BundledSamples.BENIGN_PROBE), BundledSamples.read(BundledSamples.HARMFUL_PROBE));
    }

    private TaskProbes seen(GateProbes known, JobSettings settings, RefusalTemplates refusals) {
        try (LanguageModel engine = model.load()) {
            return known.seen(new ProbeScorer(engine, settings, refusals, ModelOptions.adapter(engine, adapter)));
        }
    }

    private void requireSeparation(List<ScoreRow> rows, List<ScoreRow> all) {
        if (rows.stream().anyMatch(row -> row.separates().isPresent())) {
            return;
        }
        ScoreRow best =
                rows.stream().max(Comparator.comparingDouble(ScoreRow::auroc)).orElseThrow();
        String mend = "take a --model that refuses more, and look whether the probes are what they should be";
        if (only == null) {
            throw new FailedException("no score tells this model's benign from its harmful probes (the best is "
                    + ScoreTable.name(best) + ", " + GateProbes.why(best.calibration())
                    + "), so none must be used; " + mend);
        }
        throw new FailedException(GateProbes.notSeparating(only, best.calibration())
                + "; "
                + ScoreReport.choice(all)
                        .map(row -> String.format(
                                Locale.ROOT,
                                "choose the %s score, which does (AUROC %.3f)",
                                ScoreTable.name(row),
                                row.auroc()))
                        .orElse("no other score does; " + mend));
    }
}
