package dev.antibody.app.cli;

import dev.antibody.job.JobSettings;
import dev.antibody.job.JobSettingsBuilder;
import dev.antibody.lm.LoraConfig;
import dev.antibody.method.Gate;
import dev.antibody.method.Loss;
import dev.antibody.method.Method;
import dev.antibody.method.Score;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Settings of training, the same for a job and for a file. What is not given stays as the command's defaults say. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class TrainingOptions {

    @Option(
            names = "--method",
            paramLabel = "antibody|sft|lisa",
            description =
                    "How samples are weighted: by score and gate (default); or all alike, the undefended baseline; or"
                            + " all alike, in turn with alignment samples (lisa, for a file only).")
    private @Nullable Method method;

    @Option(
            names = "--score",
            paramLabel = "paper|refusal|blend",
            description = "What tells benign from harmful samples: the paper's r, minus the refusals'"
                    + " log-probability, or half of each. Default: refusal for a job, paper for a file.")
    private @Nullable Score score;

    @Option(
            names = "--gate",
            paramLabel = "X",
            description = "Hold back samples whose score under the starting adapter is below X. Default: no gate.")
    private @Nullable Double gate;

    @Option(names = "--tau", paramLabel = "X", description = "Temperature of the softmax over scores. Default: 1.")
    private @Nullable Double tau;

    @Option(
            names = "--loss",
            paramLabel = "token|sample",
            description = "Average over tokens, as published (default), or over samples.")
    private @Nullable Loss loss;

    @Option(names = "--batch", paramLabel = "N", description = "Samples of a micro-batch. Default: 16.")
    private @Nullable Integer batch;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the samples. Default: 1.")
    private @Nullable Integer epochs;

    @Option(names = "--lr", paramLabel = "X", description = "Learning rate of AdamW. Default: 1e-5.")
    private @Nullable Double learningRate;

    @Option(names = "--weight-decay", paramLabel = "X", description = "Decoupled weight decay. Default: 0.1.")
    private @Nullable Double weightDecay;

    @Option(
            names = "--clip",
            paramLabel = "X",
            description = "Gradient norm above which it is scaled down. Default: 1.")
    private @Nullable Double clip;

    @Option(
            names = "--damped",
            description =
                    "Let a micro-batch count less where the gate admits less than half of it, and not at all where it admits"
                            + " a quarter or less: what slips through a gate that holds nearly everything back gets no"
                            + " step to itself. Changes nothing without a gate.")
    private boolean damped;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of the adapter's initial values and of the order of anchors. Default: 1.")
    private @Nullable Long seed;

    @Option(names = "--lora-rank", paramLabel = "N", description = "Rank of the LoRA factors. Default: 32.")
    private @Nullable Integer loraRank;

    @Option(
            names = "--lora-alpha",
            paramLabel = "X",
            description = "LoRA alpha; the scale is alpha / rank. Default: 4.")
    private @Nullable Double loraAlpha;

    @Option(
            names = "--lora-targets",
            paramLabel = "NAME,…",
            split = ",",
            description = "Projections with LoRA factors. Default: q_proj,k_proj,v_proj.")
    private @Nullable List<String> loraTargets;

    @Mixin
    private EncodingOptions encoding;

    /** Whether {@code --score} was given. */
    public boolean namesScore() {
        return score != null;
    }

    /**
     * The settings with what was given on the command line.
     *
     * @param defaults the command's own
     * @throws UsageException if they do not go together
     */
    public JobSettings over(JobSettings defaults) {
        try {
            JobSettingsBuilder settings = encoding.over(defaults)
                    .with()
                    .method(or(method, defaults.method()))
                    .score(or(score, defaults.score()))
                    .gate(gate == null ? defaults.gate() : Optional.of(new Gate(gate)))
                    .tau(or(tau, defaults.tau()))
                    .loss(or(loss, defaults.loss()))
                    .batchSize(or(batch, defaults.batchSize()))
                    .epochs(or(epochs, defaults.epochs()))
                    .learningRate(or(learningRate, defaults.learningRate()))
                    .weightDecay(or(weightDecay, defaults.weightDecay()))
                    .clipNorm(or(clip, defaults.clipNorm()))
                    .damped(damped || defaults.damped())
                    .seed(or(seed, defaults.seed()))
                    .lora(new LoraConfig(
                            or(loraRank, defaults.lora().rank()),
                            or(loraAlpha, defaults.lora().alpha()),
                            or(loraTargets, defaults.lora().targets())));
            return settings.build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; change that option", e);
        }
    }

    private static <T> T or(@Nullable T given, T fallback) {
        return given == null ? fallback : given;
    }
}
