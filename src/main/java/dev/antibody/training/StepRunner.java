package dev.antibody.training;

import dev.antibody.checkpoint.TrainingState;
import dev.antibody.lm.ForwardPass;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.Loss;
import java.util.ArrayList;
import java.util.List;

/**
 * One optimiser step on one micro-batch. A single forward pass over prompts, responses and refusals gives both the
 * scores and the loss, one backward pass its gradient; the published code takes three forward passes for the same
 * numbers. <em>Faithful</em> with {@link dev.antibody.method.Score#PAPER}, one template per sample, refreshed scores
 * and no gate; each of these set otherwise is a <em>variant</em>.
 */
public final class StepRunner {

    private final LanguageModel model;
    private final TrainingSettings settings;
    private final Rehearsal.Beside beside;
    private final float[] reference;
    private final ClippedStep optimizer;

    /** Steps on the user's samples alone. */
    public StepRunner(LanguageModel model, TrainingSettings settings) {
        this(model, settings, Rehearsal.Beside.NOTHING, new float[0]);
    }

    /**
     * Steps with what is minimised beside, of which the number of the step chooses the anchors.
     *
     * @param reference what a pull is towards, flat in the adapter's layout; not looked at where there is none
     */
    public StepRunner(LanguageModel model, TrainingSettings settings, Rehearsal.Beside beside, float[] reference) {
        this.model = model;
        this.settings = settings;
        this.beside = beside;
        this.reference = reference;
        this.optimizer = new ClippedStep(settings.optimizer(), settings.rate(), settings.clipNorm());
    }

    /**
     * Takes a step with the parameters of {@code state}, which is not changed.
     *
     * @param samples one or more; the last micro-batch of a run may be smaller than the others
     */
    public StepResult step(TrainingState state, List<TrainingSample> samples) {
        return step(state, samples, beside.safeguard(state.step(), reference));
    }

    /** As {@link #step(TrainingState, List)}, with something else minimised beside. */
    StepResult step(TrainingState state, List<TrainingSample> samples, Safeguard safeguard) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("a micro-batch needs at least one sample");
        }
        MicroBatch batch = new MicroBatch(samples, settings);
        if (batch.trees().isEmpty()) {
            MicroBatch.Weighed weighed = batch.weigh(new float[0][][]);
            return skipped(batch.skipReason(), state, batch, weighed, 0);
        }
        int read = batch.trees().size();
        List<TokenTree> trees = new ArrayList<>(batch.trees());
        trees.addAll(safeguard.anchors());
        try (ForwardPass pass = model.forward(trees, state.adapter())) {
            List<float[][]> losses = List.of(pass.negativeLogLikelihoods());
            MicroBatch.Weighed weighed = batch.weigh(losses.subList(0, read).toArray(float[][][]::new));
            if (!Double.isFinite(weighed.loss())) {
                return skipped(SkipReason.LOSS_NOT_FINITE, state, batch, weighed, 0);
            }
            List<float[]> coefficients = new ArrayList<>(List.of(weighed.coefficients()));
            coefficients.addAll(anchored(safeguard));
            float[] gradient = pass.gradient(coefficients.toArray(float[][]::new));
            float[] parameters = state.adapter().values();
            float[] held = safeguard.pull().rho() == 0
                    ? gradient
                    : safeguard.pull().addedTo(gradient, parameters, safeguard.reference());
            return updated(state, batch, weighed, held);
        }
    }

    /** By sample whatever the user's loss is: by token, one long answer would drown the refusals beside it. */
    private static List<float[]> anchored(Safeguard safeguard) {
        int[] tokens = safeguard.anchors().stream()
                .mapToInt(anchor -> anchor.continuations().get(0).length)
                .toArray();
        return List.of(Loss.scaled(Loss.SAMPLE.coefficients(tokens), safeguard.weight()));
    }

    private StepResult updated(TrainingState state, MicroBatch batch, MicroBatch.Weighed weighed, float[] gradient) {
        ClippedStep.Outcome outcome = optimizer.step(state, gradient);
        double norm = outcome.gradientNorm();
        if (outcome instanceof ClippedStep.Outcome.Refused refused) {
            return skipped(refused.reason(), state, batch, weighed, norm);
        }
        TrainingState next = ((ClippedStep.Outcome.Updated) outcome).state();
        return new StepResult.Updated(next, weighed.samples(), weighed.loss(), norm, batch.tokens());
    }

    private static StepResult skipped(
            SkipReason reason, TrainingState state, MicroBatch batch, MicroBatch.Weighed weighed, double norm) {
        return new StepResult.Skipped(reason, state.skipped(), weighed.samples(), weighed.loss(), norm, batch.tokens());
    }
}
