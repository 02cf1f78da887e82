package dev.antibody.alignment;

import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.training.ClippedStep;
import dev.antibody.training.SkipReason;
import java.util.List;

/** One optimiser step of alignment. */
public final class AlignmentStepRunner {

    private final LanguageModel model;
    private final AlignmentSettings settings;
    private final ClippedStep optimizer;

    public AlignmentStepRunner(LanguageModel model, AlignmentSettings settings) {
        this.model = model;
        this.settings = settings;
        this.optimizer = new ClippedStep(settings.optimizer(), settings.rate(), settings.clipNorm());
    }

    /**
     * Takes a step with the parameters of {@code state}, which is not changed.
     *
     * @param safe prompts, each continued by what the model shall answer, at least one
     * @param harmful prompts, each continued by the attack's response, then by a refusal, at least one
     */
    public AlignmentStep step(AlignmentState state, List<TokenTree> safe, List<TokenTree> harmful) {
        AlignmentGradient gradient = AlignmentGradient.of(model, settings, state, safe, harmful);
        AlignmentMeasures measures = gradient.measures();
        if (!measures.finite()) {
            return new AlignmentStep.Skipped(SkipReason.LOSS_NOT_FINITE, state.skipped(), measures, 0);
        }
        ClippedStep.Outcome outcome = optimizer.step(state.training(), gradient.values());
        if (outcome instanceof ClippedStep.Outcome.Refused refused) {
            return new AlignmentStep.Skipped(refused.reason(), state.skipped(), measures, refused.gradientNorm());
        }
        ClippedStep.Outcome.Updated updated = (ClippedStep.Outcome.Updated) outcome;
        AlignmentState next = state.updated(updated.state(), measures.lambda());
        return new AlignmentStep.Updated(next, measures, updated.gradientNorm());
    }
}
