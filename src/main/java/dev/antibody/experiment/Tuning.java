package dev.antibody.experiment;

import dev.antibody.evaluation.ComparedScore;
import dev.antibody.method.Loss;
import java.util.List;

/** How an aligned model is fine-tuned on a user's samples. */
public sealed interface Tuning {

    /** What is trained on of what comes in. */
    default Mixture seen(Mixture mixture) {
        return mixture;
    }

    /** Not at all: what the others start from. */
    record None() implements Tuning {

        @Override
        public Mixture seen(Mixture mixture) {
            return new Mixture(List.of());
        }
    }

    /**
     * Every sample weighs the same.
     *
     * @param poisonFree whether harmful samples are left out by somebody who knows them: the honest target
     */
    record Plain(boolean poisonFree) implements Tuning {

        @Override
        public Mixture seen(Mixture mixture) {
            return poisonFree ? mixture.benign() : mixture;
        }
    }

    /** Lisa's phases; <em>simplified:</em> as long as the published ones in proportion to the run. */
    record Lisa() implements Tuning {}

    /**
     * Samples are weighted by a score.
     *
     * @param score that tells benign from harmful
     * @param gated whether a gate, calibrated on probes, holds samples back
     * @param live whether the softmax takes scores under the adapter that is being trained, or else under the one that it
     *     started from
     * @param tau temperature of the softmax, positive
     * @param loss what the loss averages over
     * @param anchors alignment samples that join each micro-batch, 0 or more
     * @param anchorWeight of their loss, its mean over samples, beside the user's, positive
     * @param pull strength of the pull towards the adapter that it starts from, 0 or more
     * @param damped whether a micro-batch counts less where the gate admitted less than half of it, and not at all up to a quarter
     * @param templates refusals that each sample is compared with, at least 1
     */
    record Weighted(
            ComparedScore score,
            boolean gated,
            boolean live,
            double tau,
            Loss loss,
            int anchors,
            double anchorWeight,
            double pull,
            boolean damped,
            int templates)
            implements Tuning {

        /** A temperature at which all samples weigh the same. */
        static final double ALIKE = 1e9;

        /** The published settings. <em>Faithful.</em> */
        static final Weighted PAPER = new Weighted(ComparedScore.PAPER, false, true, 1, Loss.TOKEN, 0, 1, 0, false, 1);

        /** What measured best here: {@link Contender#ANTIBODY}. <em>Variant.</em> */
        static final Weighted OURS =
                new Weighted(ComparedScore.CALIBRATED, true, true, 1, Loss.TOKEN, 16, 0.2, 0, true, 4);

        /** Whether anything depends on what the score says. */
        boolean usesScore() {
            return gated || tau < ALIKE;
        }

        Weighted score(ComparedScore other) {
            return new Weighted(other, gated, live, tau, loss, anchors, anchorWeight, pull, damped, templates);
        }

        Weighted gated(boolean other) {
            return new Weighted(score, other, live, tau, loss, anchors, anchorWeight, pull, damped, templates);
        }

        Weighted live(boolean other) {
            return new Weighted(score, gated, other, tau, loss, anchors, anchorWeight, pull, damped, templates);
        }

        Weighted tau(double other) {
            return new Weighted(score, gated, live, other, loss, anchors, anchorWeight, pull, damped, templates);
        }

        Weighted loss(Loss other) {
            return new Weighted(score, gated, live, tau, other, anchors, anchorWeight, pull, damped, templates);
        }

        Weighted anchors(int other) {
            return new Weighted(score, gated, live, tau, loss, other, anchorWeight, pull, damped, templates);
        }

        Weighted anchorWeight(double other) {
            return new Weighted(score, gated, live, tau, loss, anchors, other, pull, damped, templates);
        }

        Weighted pull(double other) {
            return new Weighted(score, gated, live, tau, loss, anchors, anchorWeight, other, damped, templates);
        }

        Weighted damped(boolean other) {
            return new Weighted(score, gated, live, tau, loss, anchors, anchorWeight, pull, other, templates);
        }
    }
}
