package dev.antibody.experiment;

import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.method.Loss;

/**
 * How large experiments are, so that they fit a model and two cores.
 *
 * @param promptTemplate text around prompts
 * @param lora of the one adapter that goes through both stages
 * @param alignment stage one
 * @param samples of a user
 * @param epochs over them
 * @param learningRate of fine-tuning
 */
public record Scale(
        PromptTemplate promptTemplate,
        LoraConfig lora,
        Alignment alignment,
        int samples,
        int epochs,
        double learningRate) {

    public Scale {
        if (samples < 1 || epochs < 1) {
            throw new IllegalArgumentException("samples and epochs must be at least 1");
        }
        if (!(learningRate > 0 && Double.isFinite(learningRate))) {
            throw new IllegalArgumentException("the learning rate must be above 0, not " + learningRate);
        }
    }

    /**
     * Stage one.
     *
     * @param plainSteps that all methods share
     * @param methodSteps behind those, each method its own way; plain alignment goes on for as many
     * @param plainRate learning rate of the first plain step, from which it falls to 0
     * @param methodRate learning rate of the first of those behind them, likewise
     * @param loss what the loss of the safe samples averages over
     */
    public record Alignment(int plainSteps, int methodSteps, double plainRate, double methodRate, Loss loss) {

        public Alignment {
            if (plainSteps < 0 || methodSteps < 0) {
                throw new IllegalArgumentException("steps of alignment must be 0 or more");
            }
            if (!(plainRate > 0 && Double.isFinite(plainRate) && methodRate > 0 && Double.isFinite(methodRate))) {
                throw new IllegalArgumentException(
                        "learning rates of alignment must be above 0, not " + plainRate + " and " + methodRate);
            }
        }

        /** With other numbers of steps, another rate of those of a method, or another loss. */
        public Alignment with(int newPlainSteps, int newMethodSteps, double newMethodRate, Loss newLoss) {
            return new Alignment(newPlainSteps, newMethodSteps, plainRate, newMethodRate, newLoss);
        }
    }

    /** Longest sample in tokens. */
    static final int MAX_LENGTH = 256;

    /** Samples of a micro-batch in both stages, as published. */
    static final int BATCH = 16;

    private static final LoraConfig LORA = new LoraConfig(16, 32, LoraConfig.PROJECTIONS);

    /** For the demo model, which is aligned as it comes: minutes. */
    public static final Scale DEMO =
            new Scale(PromptTemplate.CHAT, LORA, new Alignment(0, 60, 4e-4, 4e-4, Loss.SAMPLE), 320, 2, 3e-3);

    /** For a model of the size of SmolLM2-135M: hours. */
    public static final Scale SMALL_MODEL =
            new Scale(PromptTemplate.CHAT, LORA, new Alignment(600, 80, 7e-4, 1e-4, Loss.SAMPLE), 320, 2, 1.6e-3);

    /** What decides the aligned adapters, in a form that is compared for equality. */
    String binding() {
        return String.join(" ", promptTemplate.name(), lora.toString(), alignment.toString());
    }

    /** What decides a fine-tuning. */
    String fineTuning() {
        return samples + " samples, " + epochs + " epochs, rate " + learningRate;
    }

    /** Aligned in other prompts or otherwise. */
    public Scale aligned(PromptTemplate newTemplate, Alignment newAlignment) {
        return new Scale(newTemplate, lora, newAlignment, samples, epochs, learningRate);
    }

    /** With other samples, epochs or learning rate of fine-tuning. */
    public Scale with(int newSamples, int newEpochs, double newRate) {
        return new Scale(promptTemplate, lora, alignment, newSamples, newEpochs, newRate);
    }
}
