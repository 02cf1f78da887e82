package dev.antibody.training;

import dev.antibody.job.JobSettings;
import dev.antibody.method.AdamW;
import dev.antibody.method.LearningRate;
import dev.antibody.method.Loss;
import dev.antibody.method.Method;
import dev.antibody.method.SampleScore;

/**
 * What a step needs to know.
 *
 * @param method how samples are weighted
 * @param score what weights are made from; not used by {@link Method#SFT}
 * @param tau temperature of the softmax, positive; not used by {@link Method#SFT}
 * @param loss what the weighted loss averages over
 * @param damped whether a micro-batch counts less where the gate admitted less than half of it: its loss is multiplied by
 *     a factor that falls from 1 at a half to 0 at a quarter of it, from where on it makes no update. <em>Variant:</em>
 *     where the gate held nearly everything back, what slipped through would else have a whole step to itself; and
 *     AdamW, which divides by the size of gradients, gives a small factor back
 * @param optimizer learning rate of the first step, weight decay and moments
 * @param rate how the learning rate goes on; constant in the published runs, and for a job, whose end nobody knows
 * @param clipNorm global gradient norm above which the gradient is scaled down, positive
 */
public record TrainingSettings(
        Method method,
        SampleScore score,
        double tau,
        Loss loss,
        boolean damped,
        AdamW.Settings optimizer,
        LearningRate rate,
        double clipNorm) {

    public TrainingSettings {
        if (!(tau > 0)) {
            throw new IllegalArgumentException("tau must be positive, not " + tau);
        }
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException("the gradient norm to clip at must be positive, not " + clipNorm);
        }
    }

    /** Not damped, at a constant rate. */
    public TrainingSettings(
            Method method, SampleScore score, double tau, Loss loss, AdamW.Settings optimizer, double clipNorm) {
        this(method, score, tau, loss, false, optimizer, new LearningRate.Constant(), clipNorm);
    }

    /** The same, damped or not. */
    public TrainingSettings damped(boolean newDamped) {
        return new TrainingSettings(method, score, tau, loss, newDamped, optimizer, rate, clipNorm);
    }

    /** The same with a loss that averages over something else. */
    public TrainingSettings averaging(Loss newLoss) {
        return new TrainingSettings(method, score, tau, newLoss, damped, optimizer, rate, clipNorm);
    }

    /** The same with a learning rate that goes on in another way. */
    public TrainingSettings at(LearningRate newRate) {
        return new TrainingSettings(method, score, tau, loss, damped, optimizer, newRate, clipNorm);
    }

    /** The learning rate of a step, which count from 0. */
    public double learningRate(long step) {
        return rate.of(optimizer.learningRate(), step);
    }

    /** The settings of a job's steps. */
    public static TrainingSettings of(JobSettings job) {
        return of(job, job.sampleScore());
    }

    /** The same with another score. */
    public static TrainingSettings of(JobSettings job, SampleScore score) {
        return new TrainingSettings(
                job.method(),
                score,
                job.tau(),
                job.loss(),
                job.damped(),
                AdamW.Settings.of(job.learningRate(), job.weightDecay()),
                new LearningRate.Constant(),
                job.clipNorm());
    }
}
