package dev.antibody.training;

import dev.antibody.job.JobEncoder;
import dev.antibody.job.JobSettings;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.LisaSchedule;
import dev.antibody.method.Loss;
import dev.antibody.method.ProximalPull;
import dev.antibody.method.SafetyAnchors;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How alignment is kept up while a task is learned. Offline there are all of them, in a stream {@link Beside} only. */
public sealed interface Rehearsal {

    /**
     * Beside the user's loss, in every step; {@link #NOTHING} keeps nothing up.
     *
     * @param anchors alignment samples that join each micro-batch; null for none
     * @param pull towards the adapter that the run starts from; none with ρ = 0
     */
    record Beside(@Nullable Anchors anchors, ProximalPull pull) implements Rehearsal {

        /** Neither anchors nor pull: the user's loss alone. */
        public static final Beside NOTHING = new Beside(null, new ProximalPull(0));

        /**
         * What a job was given, its anchors in tokens as its samples are, in an order that its seed determines.
         *
         * @throws dev.antibody.lm.ModelException if they cannot be encoded
         */
        public static Beside of(JobSettings job, JobEncoder encoder) {
            return new Beside(Anchors.of(job, encoder).orElse(null), new ProximalPull(job.pull()));
        }

        /**
         * What a micro-batch is trained on beside the user's samples.
         *
         * @param microBatch counts from 0
         * @param reference θ_ref, flat in the adapter's layout; not looked at by a pull with ρ = 0
         */
        Safeguard safeguard(long microBatch, float[] reference) {
            return anchors == null
                    ? Safeguard.pull(pull, reference)
                    : new Safeguard(anchors.joining(microBatch), anchors.weight(), pull, reference);
        }
    }

    /**
     * Alignment samples that join micro-batches.
     *
     * @param trees prompts, each continued by the answer that the model shall give
     * @param schedule which of them join
     * @param weight of their loss, its mean over samples, beside the user's, positive
     */
    record Anchors(List<TokenTree> trees, SafetyAnchors schedule, double weight) {

        public Anchors {
            trees = List.copyOf(trees);
            if (trees.size() != schedule.samples()) {
                throw new IllegalArgumentException(trees.size() + " anchors with an order of " + schedule.samples());
            }
            if (!(weight > 0 && Double.isFinite(weight))) {
                throw new IllegalArgumentException("the anchors' weight must be positive, not " + weight);
            }
        }

        /** Those of a job, in tokens as its samples are, in an order that its seed determines; empty if it has none. */
        private static Optional<Anchors> of(JobSettings job, JobEncoder encoder) {
            return job.anchors().map(anchors -> {
                List<TokenTree> trees = anchors.samples().stream()
                        .map(sample -> encoder.encode(sample).tree())
                        .toList();
                SafetyAnchors schedule = new SafetyAnchors(trees.size(), anchors.perMicroBatch(), job.seed());
                return new Anchors(trees, schedule, anchors.weight());
            });
        }

        private List<TokenTree> joining(long microBatch) {
            return schedule.of(microBatch).stream().map(trees::get).toList();
        }
    }

    /**
     * In steps of their own, see {@link LisaSchedule}; a run is as long as without them.
     *
     * @param trees prompts, each continued by the answer that the model shall give, at least one
     * @param alignmentSteps of a phase on them
     * @param fineTuningSteps of a phase on the user's samples
     * @param loss what the loss of a phase on them averages over
     * @param rho strength of the pull towards where a phase began, 0 or more
     * @param seed of the order of {@code trees}
     */
    record Lisa(List<TokenTree> trees, int alignmentSteps, int fineTuningSteps, Loss loss, double rho, long seed)
            implements Rehearsal {

        public Lisa {
            trees = List.copyOf(trees);
            if (trees.isEmpty()) {
                throw new IllegalArgumentException("lisa needs alignment samples");
            }
        }
    }
}
