package dev.antibody.experiment;

import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.method.Loss;

/**
 * How large experiments are, so that they fit a model and two cores.
 *
 * @param promptTemplate text around prompts
 * @param lora of the one adapter that goes through both stages
 * @param plainSteps of alignment that all methods share
 * @param methodSteps of alignment behind those, each method its own way; plain alignment goes on for as many
 * @param plainRate learning rate of the first plain step, from which it falls to 0
 * @param methodRate learning rate of the first of those behind them, likewise
 * @param alignmentLoss what the loss of alignment's safe samples averages over
 * @param samples of a user
 * @param epochs over them
 * @param learningRate of fine-tuning
 */
public record Scale(
        PromptTemplate promptTemplate,
        LoraConfig lora,
        int plainSteps,
        int methodSteps,
        double plainRate,
        double methodRate,
        Loss alignmentLoss,
        int samples,
        int epochs,
        double learningRate) {

    public Scale {
        if (plainSteps < 0 || methodSteps < 0 || samples < 1 || epochs < 1) {
            throw new IllegalArgumentException("steps of alignment are 0 or more, samples and epochs at least 1");
        }
        if (!(learningRate > 0 && Double.isFinite(learningRate))) {
            throw new IllegalArgumentException("the learning rate must be above 0, not " + learningRate);
        }
    }

    /** Longest sample in tokens. */
    static final int MAX_LENGTH = 256;

    /** Samples of a micro-batch in both stages, as published. */
    static final int BATCH = 16;

    /** For the demo model, which is aligned as it comes: minutes. */
    public static final Scale DEMO = new Scale(
            PromptTemplate.CHAT,
            new LoraConfig(16, 32, LoraConfig.PROJECTIONS),
            0,
            60,
            4e-4,
            4e-4,
            Loss.SAMPLE,
            320,
            2,
            3e-3);

    /** For a model of the size of SmolLM2-135M: hours. */
    public static final Scale SMALL_MODEL = new Scale(
            PromptTemplate.CHAT,
            new LoraConfig(16, 32, LoraConfig.PROJECTIONS),
            600,
            80,
            7e-4,
            1e-4,
            Loss.SAMPLE,
            320,
            2,
            1.6e-3);

    /** What decides the aligned adapters, in a form that is compared for equality. */
    String alignment() {
        return String.join(
                " ",
                promptTemplate.name(),
                lora.toString(),
                "plain=" + plainSteps,
                "method=" + methodSteps,
                "rates=" + plainRate + "," + methodRate,
                "loss=" + alignmentLoss);
    }

    /** What decides a fine-tuning. */
    String fineTuning() {
        return samples + " samples, " + epochs + " epochs, rate " + learningRate;
    }

    /** Aligned in other prompts, for other numbers of steps or by another loss. */
    public Scale aligned(PromptTemplate newTemplate, int newPlainSteps, int newMethodSteps, Loss newLoss) {
        return new Scale(
                newTemplate,
                lora,
                newPlainSteps,
                newMethodSteps,
                plainRate,
                methodRate,
                newLoss,
                samples,
                epochs,
                learningRate);
    }

    /** With other samples, epochs or learning rate of fine-tuning. */
    public Scale with(int newSamples, int newEpochs, double newRate) {
        return new Scale(
                promptTemplate,
                lora,
                plainSteps,
                methodSteps,
                plainRate,
                methodRate,
                alignmentLoss,
                newSamples,
                newEpochs,
                newRate);
    }
}
