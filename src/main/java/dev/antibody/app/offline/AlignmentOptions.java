package dev.antibody.app.offline;

import dev.antibody.alignment.AlignmentSettings;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.UsageException;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.Tokenizer;
import dev.antibody.lm.Truncation;
import dev.antibody.method.AdamW;
import dev.antibody.method.Defence;
import dev.antibody.method.Loss;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Length, optimiser, adapter and tokens of a run of alignment; the defaults are those of the published runs. */
final class AlignmentOptions {

    private static final int PUBLISHED_EPOCHS = 20;

    @Option(names = "--steps", paramLabel = "N", description = "Steps. Default: 20 passes over the safe samples.")
    private @Nullable Long steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "16",
            description = "Safe samples of a step, and as many harmful ones.")
    private int batch;

    @Option(
            names = "--loss",
            paramLabel = "token|sample",
            defaultValue = "token",
            description = "Average of the safe samples' loss: over tokens, as published, or over samples, where short"
                    + " refusals count as much as long answers.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Loss loss;

    @Option(names = "--lr", paramLabel = "X", defaultValue = "5e-4", description = "Learning rate of AdamW.")
    private double learningRate;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ScheduleOption schedule;

    @Option(names = "--weight-decay", paramLabel = "X", defaultValue = "0.1", description = "Decoupled weight decay.")
    private double weightDecay;

    @Option(
            names = "--clip",
            paramLabel = "X",
            defaultValue = "1",
            description = "Norm of the combined gradient above which it is scaled down.")
    private double clip;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the samples' order and of a new adapter's values.")
    private long seed;

    @Option(
            names = "--checkpoint-every",
            paramLabel = "N",
            defaultValue = "20",
            description = "Steps between two writings of the state that a stopped run goes on from.")
    private int checkpointEvery;

    @Option(names = "--lora-rank", paramLabel = "N", defaultValue = "32", description = "Rank of a new adapter.")
    private int loraRank;

    @Option(
            names = "--lora-alpha",
            paramLabel = "X",
            defaultValue = "4",
            description = "LoRA alpha of a new adapter; the scale is alpha / rank.")
    private double loraAlpha;

    @Option(
            names = "--lora-targets",
            paramLabel = "NAME,…",
            split = ",",
            defaultValue = "q_proj,k_proj,v_proj",
            description = "Projections of a new adapter.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private List<String> loraTargets;

    @Option(names = "--max-length", paramLabel = "N", defaultValue = "256", description = "Longest sample in tokens.")
    private int maxLength;

    @Option(
            names = "--truncate",
            paramLabel = "response|prompt",
            defaultValue = "response",
            description = "What an over-long sample loses.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Truncation truncation;

    @Option(
            names = "--prompt-template",
            paramLabel = "alpaca|chat|none",
            description = "Text around a prompt. Default: alpaca; chat for the demo model.")
    private @Nullable PromptTemplate promptTemplate;

    /** The settings of a step. */
    AlignmentSettings settings(Defence defence, int safeSamples) {
        require(batch >= 1 && batch <= 1024, "--batch must be between 1 and 1024, not " + batch);
        require(checkpointEvery >= 1, "--checkpoint-every must be at least 1, not " + checkpointEvery);
        require(maxLength >= 8, "--max-length must be at least 8, not " + maxLength);
        require(steps == null || steps >= 1, "--steps must be at least 1, not " + steps);
        try {
            return new AlignmentSettings(
                    defence,
                    loss,
                    AdamW.Settings.of(learningRate, weightDecay),
                    schedule.over(steps(safeSamples)),
                    clip);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; change that option", e);
        }
    }

    /** Form of a new adapter. */
    LoraConfig lora() {
        try {
            return new LoraConfig(loraRank, loraAlpha, loraTargets);
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; change that option", e);
        }
    }

    SampleEncoder encoder(Tokenizer tokenizer, ModelOptions model) {
        PromptTemplate template = promptTemplate == null ? model.promptTemplate() : promptTemplate;
        return new SampleEncoder(tokenizer, template, maxLength, truncation);
    }

    long steps(int safeSamples) {
        return steps != null ? steps : ((long) PUBLISHED_EPOCHS * safeSamples + batch - 1) / batch;
    }

    int batch() {
        return batch;
    }

    long seed() {
        return seed;
    }

    int checkpointEvery() {
        return checkpointEvery;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new UsageException(rule + "; change that option");
        }
    }
}
