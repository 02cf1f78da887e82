package dev.antibody.job;

import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.Tokenizer;
import dev.antibody.lm.Truncation;
import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Gate;
import dev.antibody.method.Loss;
import dev.antibody.method.Method;
import dev.antibody.method.SampleScore;
import dev.antibody.method.Score;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a job is run with, fixed when it is created. {@link #defaults()} are the paper's settings where it has any, but for
 * score, truncation, prompt template, refusal templates and passes, as it says itself.
 *
 * @param method how micro-batches are weighted
 * @param score number that tells benign from harmful, for weights and gate, unless there is a calibrated one
 * @param gate samples below it, under the reference adapter, are quarantined; absent: no gate. {@link Method#SFT} has none
 * @param tau temperature of the softmax over the micro-batch, positive
 * @param loss what the weighted loss averages over
 * @param batchSize samples of a micro-batch, 1 to 1024
 * @param epochs how often the job's samples are trained on, 1 to 1000
 * @param learningRate of AdamW, constant, positive
 * @param weightDecay of AdamW, decoupled, not negative
 * @param clipNorm global gradient norm above which a gradient is scaled down, positive
 * @param seed of the adapter's initial values and of the order of anchors
 * @param lora rank, alpha and targets of the adapter
 * @param maxLength longest sample in tokens, at least 8
 * @param truncation which end of an over-long sample is cut
 * @param promptTemplate what surrounds a prompt before the model reads it
 * @param templatesPerSample refusal templates that each sample is scored against, 1 to 64
 * @param maxWeightStaleness checkpoints by which an attached r may be behind before it is refreshed in training; 0
 *     always refreshes it, the paper's form
 * @param checkpointEvery steps between checkpoints, at least 1
 * @param reference SHA-256 in hex of the adapter that the job starts from, which is its checkpoint 0; absent: a new one,
 *     which the seed determines
 * @param calibrated score that was fitted on the job's probes under the reference adapter and takes the place of
 *     {@code score}; absent: there is none. {@link Method#SFT} has none
 * @param anchors alignment samples that join each micro-batch; absent: none do
 * @param damped whether a micro-batch counts less where the gate admitted less than half of it, and makes no update where
 *     it admitted a quarter or less; changes nothing without a gate
 * @param pull strength of a pull towards the adapter that the job starts from, see
 *     {@link dev.antibody.method.ProximalPull}, 0 or more
 */
public record JobSettings(
        Method method,
        Score score,
        Optional<Gate> gate,
        double tau,
        Loss loss,
        int batchSize,
        int epochs,
        double learningRate,
        double weightDecay,
        double clipNorm,
        long seed,
        LoraConfig lora,
        int maxLength,
        Truncation truncation,
        PromptTemplate promptTemplate,
        int templatesPerSample,
        int maxWeightStaleness,
        int checkpointEvery,
        Optional<String> reference,
        Optional<CalibratedScore> calibrated,
        Optional<Anchors> anchors,
        boolean damped,
        double pull) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /**
     * Checks each setting.
     *
     * @throws IllegalArgumentException with one line that names the setting and what it may be
     */
    public JobSettings {
        if (!method.weighs() && gate.isPresent()) {
            throw new IllegalArgumentException("method " + method.name().toLowerCase(Locale.ROOT)
                    + " has no gate: leave out the gate threshold or choose method antibody");
        }
        requirePositive("tau", tau);
        requireBetween("batch size", batchSize, 1, 1024);
        requireBetween("epochs", epochs, 1, 1000);
        requirePositive("learning rate", learningRate);
        requireNotNegative("weight decay", weightDecay);
        requireNotNegative("pull", pull);
        requirePositive("clip norm", clipNorm);
        requireBetween("maximum length", maxLength, 8, 1 << 20);
        requireBetween("templates per sample", templatesPerSample, 1, 64);
        requireBetween("maximum weight staleness", maxWeightStaleness, 0, Integer.MAX_VALUE);
        requireBetween("steps between checkpoints", checkpointEvery, 1, Integer.MAX_VALUE);
        if (reference.isPresent() && !SHA256.matcher(reference.get()).matches()) {
            throw new IllegalArgumentException("a reference adapter is named by its SHA-256 in lower-case hex");
        }
        if (!method.weighs() && calibrated.isPresent()) {
            throw new IllegalArgumentException("method " + method.name().toLowerCase(Locale.ROOT)
                    + " has no score: leave out the calibrated one or choose method antibody");
        }
        if (calibrated.isPresent() && !calibrated.get().comparesWithReference()) {
            throw new IllegalArgumentException(
                    "a job's calibrated score is of four features, two of them under the reference adapter");
        }
    }

    /**
     * The paper's settings for stage two, with these departures: the score is {@link Score#REFUSAL}, not the paper's r; an
     * over-long sample loses the beginning of its prompt, not the end of its response; prompts stand in the model's chat
     * template, not in Alpaca's form; each sample is compared with four refusal templates, not one; and the samples are
     * passed over once.
     */
    public static JobSettings defaults() {
        return new JobSettingsBuilder().build();
    }

    /** What tells benign from harmful, for weights and gate: the calibrated score if there is one. */
    public SampleScore sampleScore() {
        return calibrated.<SampleScore>map(learned -> learned).orElse(score);
    }

    /** A builder that starts from these settings. */
    public JobSettingsBuilder with() {
        return new JobSettingsBuilder(this);
    }

    /** Text to tokens, as this job's samples are scored and trained. */
    public SampleEncoder encoder(Tokenizer tokenizer) {
        return new SampleEncoder(tokenizer, promptTemplate, maxLength, truncation);
    }

    private static void requirePositive(String name, double value) {
        if (!(value > 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(name + " must be above 0, not " + value);
        }
    }

    private static void requireNotNegative(String name, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(name + " must be 0 or more, not " + value);
        }
    }

    private static void requireBetween(String name, int value, int low, int high) {
        if (value < low || value > high) {
            String range = high == Integer.MAX_VALUE ? low + " or more" : "between " + low + " and " + high;
            throw new IllegalArgumentException(name + " must be " + range + ", not " + value);
        }
    }
}
