package dev.antibody.training;

import dev.antibody.checkpoint.TrainingState;
import dev.antibody.method.AdamW;
import dev.antibody.method.Gradients;
import dev.antibody.method.LearningRate;

/** The end of every step of both stages: the gradient is clipped over all LoRA parameters, then AdamW moves them. */
public final class ClippedStep {

    private final AdamW.Settings optimizer;
    private final LearningRate rate;
    private final double clipNorm;

    /** At a constant rate. */
    public ClippedStep(AdamW.Settings optimizer, double clipNorm) {
        this(optimizer, new LearningRate.Constant(), clipNorm);
    }

    /**
     * @param rate how the optimiser's learning rate goes on with a state's steps
     * @param clipNorm global gradient norm above which the gradient is scaled down, positive
     */
    public ClippedStep(AdamW.Settings optimizer, LearningRate rate, double clipNorm) {
        if (!(clipNorm > 0)) {
            throw new IllegalArgumentException("the gradient norm to clip at must be positive, not " + clipNorm);
        }
        this.optimizer = optimizer;
        this.rate = rate;
        this.clipNorm = clipNorm;
    }

    /** What became of a gradient. */
    public sealed interface Outcome {

        /** Global L2 norm before clipping. */
        double gradientNorm();

        /** The state after the update. */
        record Updated(TrainingState state, double gradientNorm) implements Outcome {}

        /** Adapter and optimiser would no longer be finite. */
        record Refused(SkipReason reason, double gradientNorm) implements Outcome {}
    }

    /** Updates a state, which is not changed itself. */
    public Outcome step(TrainingState state, float[] gradient) {
        double norm = Gradients.norm(gradient);
        if (!Double.isFinite(norm)) {
            return new Outcome.Refused(SkipReason.GRADIENT_NOT_FINITE, norm);
        }
        float[] clipped = Gradients.clip(gradient, norm, clipNorm);
        AdamW.Settings now = optimizer.learningRate(rate.of(optimizer.learningRate(), state.step()));
        AdamW.Update update = new AdamW(now).step(state.adapter().values(), clipped, state.optimizer());
        if (!finite(update)) {
            return new Outcome.Refused(SkipReason.UPDATE_NOT_FINITE, norm);
        }
        return new Outcome.Updated(state.updated(update), norm);
    }

    private static boolean finite(AdamW.Update update) {
        return Double.isFinite(Gradients.norm(update.parameters()))
                && Double.isFinite(Gradients.norm(update.state().v()));
    }
}
