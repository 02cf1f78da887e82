package dev.antibody.job;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.lm.Truncation;
import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Gate;
import dev.antibody.method.Loss;
import dev.antibody.method.Method;
import dev.antibody.method.Score;
import java.util.List;
import java.util.Optional;

/** Collects the settings of a job; what is not named keeps its default. {@link JobSettings} says what each means. */
public final class JobSettingsBuilder {

    private Method method = Method.ANTIBODY;
    private Score score = Score.REFUSAL;
    private Optional<Gate> gate = Optional.empty();
    private double tau = 1;
    private Loss loss = Loss.TOKEN;
    private int batchSize = 16;
    private int epochs = 1;
    private double learningRate = 1e-5;
    private double weightDecay = 0.1;
    private double clipNorm = 1;
    private long seed = 1;
    private LoraConfig lora = new LoraConfig(32, 4, List.of("q_proj", "k_proj", "v_proj"));
    private int maxLength = 256;
    private Truncation truncation = Truncation.PROMPT;
    private PromptTemplate promptTemplate = PromptTemplate.CHAT;
    private int templatesPerSample = 4;
    private int maxWeightStaleness = 0;
    private int checkpointEvery = 8;
    private Optional<String> reference = Optional.empty();
    private Optional<CalibratedScore> calibrated = Optional.empty();
    private Optional<Anchors> anchors = Optional.empty();
    private boolean damped = false;
    private double pull = 0;

    JobSettingsBuilder() {}

    JobSettingsBuilder(JobSettings settings) {
        method = settings.method();
        score = settings.score();
        gate = settings.gate();
        tau = settings.tau();
        loss = settings.loss();
        batchSize = settings.batchSize();
        epochs = settings.epochs();
        learningRate = settings.learningRate();
        weightDecay = settings.weightDecay();
        clipNorm = settings.clipNorm();
        seed = settings.seed();
        lora = settings.lora();
        maxLength = settings.maxLength();
        truncation = settings.truncation();
        promptTemplate = settings.promptTemplate();
        templatesPerSample = settings.templatesPerSample();
        maxWeightStaleness = settings.maxWeightStaleness();
        checkpointEvery = settings.checkpointEvery();
        reference = settings.reference();
        calibrated = settings.calibrated();
        anchors = settings.anchors();
        damped = settings.damped();
        pull = settings.pull();
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder method(Method value) {
        method = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder score(Score value) {
        score = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder gate(Optional<Gate> value) {
        gate = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder tau(double value) {
        tau = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder loss(Loss value) {
        loss = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder batchSize(int value) {
        batchSize = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder epochs(int value) {
        epochs = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder learningRate(double value) {
        learningRate = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder weightDecay(double value) {
        weightDecay = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder clipNorm(double value) {
        clipNorm = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder seed(long value) {
        seed = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder lora(LoraConfig value) {
        lora = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder maxLength(int value) {
        maxLength = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder truncation(Truncation value) {
        truncation = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder promptTemplate(PromptTemplate value) {
        promptTemplate = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder templatesPerSample(int value) {
        templatesPerSample = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder maxWeightStaleness(int value) {
        maxWeightStaleness = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder checkpointEvery(int value) {
        checkpointEvery = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder reference(Optional<String> value) {
        reference = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder calibrated(Optional<CalibratedScore> value) {
        calibrated = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder anchors(Optional<Anchors> value) {
        anchors = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder damped(boolean value) {
        damped = value;
        return this;
    }

    @CanIgnoreReturnValue
    public JobSettingsBuilder pull(double value) {
        pull = value;
        return this;
    }

    /**
     * The settings.
     *
     * @throws IllegalArgumentException with one line that names the setting and what it may be
     */
    public JobSettings build() {
        return new JobSettings(
                method,
                score,
                gate,
                tau,
                loss,
                batchSize,
                epochs,
                learningRate,
                weightDecay,
                clipNorm,
                seed,
                lora,
                maxLength,
                truncation,
                promptTemplate,
                templatesPerSample,
                maxWeightStaleness,
                checkpointEvery,
                reference,
                calibrated,
                anchors,
                damped,
                pull);
    }
}
