package dev.antibody.app.offline;

import dev.antibody.app.cli.SampleFile;
import dev.antibody.app.cli.UsageException;
import dev.antibody.ingest.OfflineSamples;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.LisaSchedule;
import dev.antibody.method.Loss;
import dev.antibody.method.Method;
import dev.antibody.method.ProximalPull;
import dev.antibody.method.SafetyAnchors;
import dev.antibody.training.Rehearsal;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How alignment is kept up in training. An option that the method does not look at is refused. */
final class RehearsalOptions {

    @Option(
            names = "--safe",
            paramLabel = "FILE",
            description =
                    "Alignment samples for --anchors and --method lisa: JSON lines with prompt and response, refusals of"
                            + " harmful prompts and ordinary answers.")
    private @Nullable Path safe;

    @Option(
            names = "--anchors",
            paramLabel = "N",
            description =
                    "Alignment samples that join each micro-batch, so that refusals outlive the task. Default: 0.")
    private @Nullable Integer anchors;

    @Option(
            names = "--anchor-weight",
            paramLabel = "X",
            description = "Weight of their loss, its mean over samples, beside the user's. Default: 1.")
    private @Nullable Double anchorWeight;

    @Option(
            names = "--pull",
            paramLabel = "X",
            description = "Strength of a pull towards the starting adapter. Default: 0; for lisa, whose pull is towards"
                    + " where a phase began, 0.01.")
    private @Nullable Double pull;

    @Option(
            names = "--lisa-phases",
            paramLabel = "A,U",
            split = ",",
            description = "Lisa's steps on alignment samples and on the user's, in turn. Default: 100,900.")
    private @Nullable List<Integer> phases;

    /**
     * What was chosen, before any file is read.
     *
     * @throws UsageException if the options do not go together
     */
    void check(Method method) {
        if (method == Method.LISA) {
            refuse(anchors, "--anchors", "for the other methods");
            refuse(anchorWeight, "--anchor-weight", "for the other methods");
            require(safe != null, "--method lisa needs --safe, its alignment samples");
            require(
                    phases == null || (phases.size() == 2 && phases.stream().allMatch(steps -> steps >= 1)),
                    "--lisa-phases takes two numbers of steps, such as 100,900");
        } else {
            refuse(phases, "--lisa-phases", "for --method lisa");
            require(anchors == null || anchors >= 0, "--anchors must be 0 or more");
            require(
                    anchors == null || anchors == 0 || safe != null,
                    "--anchors needs --safe, the samples to draw from");
            if (anchors == null || anchors == 0) {
                refuse(safe, "--safe", "for --anchors and --method lisa");
                refuse(anchorWeight, "--anchor-weight", "for --anchors");
            }
        }
        require(anchorWeight == null || anchorWeight > 0, "--anchor-weight must be above 0");
        require(pull == null || (pull >= 0 && Double.isFinite(pull)), "--pull must be 0 or more");
    }

    /**
     * The rehearsal, with its file read.
     *
     * @param loss what the loss averages over, Lisa's on alignment samples too, as published
     */
    Rehearsal rehearsal(Method method, Loss loss, SampleEncoder encoder, long seed) {
        List<TokenTree> trees = safe == null ? List.of() : OfflineSamples.answers(SampleFile.samples(safe), encoder);
        if (method == Method.LISA) {
            int alignment = phases == null ? LisaSchedule.ALIGNMENT_STEPS : phases.get(0);
            int fineTuning = phases == null ? LisaSchedule.FINE_TUNING_STEPS : phases.get(1);
            double rho = pull == null ? LisaSchedule.RHO : pull;
            return new Rehearsal.Lisa(trees, alignment, fineTuning, loss, rho, seed);
        }
        Rehearsal.Anchors joined = null;
        if (!trees.isEmpty() && anchors != null) {
            require(anchors <= trees.size(), "--anchors must be at most the number of samples of --safe");
            joined = new Rehearsal.Anchors(
                    trees, new SafetyAnchors(trees.size(), anchors, seed), anchorWeight == null ? 1 : anchorWeight);
        }
        return new Rehearsal.Beside(joined, new ProximalPull(pull == null ? 0 : pull));
    }

    private static void refuse(@Nullable Object given, String option, String owner) {
        if (given != null) {
            throw new UsageException(option + " is " + owner + "; leave it out, or choose that");
        }
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new UsageException(rule + "; change that option");
        }
    }
}
