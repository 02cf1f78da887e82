package dev.antibody.experiment;

import dev.antibody.evaluation.ComparedScore;
import dev.antibody.method.Loss;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What experiments compare: an alignment and a fine-tuning on it.
 *
 * @param name in tables and on the command line, such as {@code paper-no-flatness}
 * @param alignment what is fine-tuned
 * @param tuning how
 */
public record Defence(String name, AlignmentKind alignment, Tuning tuning) {

    /** The plainly aligned model, before any fine-tuning. */
    static final Defence ALIGNED = new Defence("aligned", AlignmentKind.SFT, new Tuning.None());

    /** The model that the paper's stage one makes, before any fine-tuning. */
    static final Defence ALIGNED_ANTIBODY = new Defence("aligned-antibody", AlignmentKind.ANTIBODY, new Tuning.None());

    /** Plain fine-tuning on the benign samples alone: as if the poison had never been sent. */
    static final Defence CONTROL = new Defence("control", AlignmentKind.SFT, new Tuning.Plain(true));

    /** Plain fine-tuning. */
    static final Defence SFT = new Defence("sft", AlignmentKind.SFT, new Tuning.Plain(false));

    /** Lisa. */
    static final Defence LISA = new Defence("lisa", AlignmentKind.SFT, new Tuning.Lisa());

    /** Booster: its stage one, then plain fine-tuning. */
    static final Defence BOOSTER = new Defence("booster", AlignmentKind.BOOSTER, new Tuning.Plain(false));

    /** The paper's method: both stages, r, no gate, token loss. */
    static final Defence PAPER = new Defence("paper", AlignmentKind.ANTIBODY, Tuning.Weighted.PAPER);

    /** This project's defence. */
    static final Defence ANTIBODY = new Defence("antibody", AlignmentKind.SFT, Tuning.Weighted.OURS);

    /** The paper's, on a plainly aligned model. */
    static final Defence PAPER_NO_FLATNESS = new Defence("paper-no-flatness", AlignmentKind.SFT, Tuning.Weighted.PAPER);

    /** The paper's without weights: its stage one, then plain fine-tuning. */
    static final Defence PAPER_NO_WEIGHTS =
            new Defence("paper-no-weights", AlignmentKind.ANTIBODY, new Tuning.Plain(false));

    /** The paper's without refusing at the perturbed point. */
    static final Defence PAPER_NO_REFUSAL =
            new Defence("paper-no-refusal", AlignmentKind.ANTIBODY_NO_REFUSAL, Tuning.Weighted.PAPER);

    /** The paper's with the published code's λ. */
    static final Defence PAPER_COSINE =
            new Defence("paper-cosine", AlignmentKind.ANTIBODY_COSINE, Tuning.Weighted.PAPER);

    /** The paper's with a gate on r. */
    static final Defence PAPER_GATE =
            new Defence("paper-gate", AlignmentKind.ANTIBODY, Tuning.Weighted.PAPER.gated(true));

    /** This project's on the paper's stage one. */
    static final Defence ANTIBODY_FLAT = new Defence("antibody-flat", AlignmentKind.ANTIBODY, Tuning.Weighted.OURS);

    /** Without the gate. */
    static final Defence ANTIBODY_NO_GATE =
            new Defence("antibody-no-gate", AlignmentKind.SFT, Tuning.Weighted.OURS.gated(false));

    /** Without weights: what the gate admits weighs the same. */
    static final Defence ANTIBODY_NO_WEIGHTS =
            new Defence("antibody-no-weights", AlignmentKind.SFT, Tuning.Weighted.OURS.tau(1e9));

    /** Without anchors. */
    static final Defence ANTIBODY_NO_ANCHORS =
            new Defence("antibody-no-anchors", AlignmentKind.SFT, Tuning.Weighted.OURS.anchors(0));

    /** A pull towards the aligned adapter in place of anchors. */
    static final Defence ANTIBODY_PULL = new Defence(
            "antibody-pull", AlignmentKind.SFT, Tuning.Weighted.OURS.anchors(0).pull(0.1));

    /** With the paper's r. */
    static final Defence ANTIBODY_PAPER_SCORE =
            new Defence("antibody-paper-score", AlignmentKind.SFT, Tuning.Weighted.OURS.score(ComparedScore.PAPER));

    /** With the refusal score. */
    static final Defence ANTIBODY_REFUSAL_SCORE =
            new Defence("antibody-refusal-score", AlignmentKind.SFT, Tuning.Weighted.OURS.score(ComparedScore.REFUSAL));

    /** With half of each. */
    static final Defence ANTIBODY_BLEND_SCORE =
            new Defence("antibody-blend-score", AlignmentKind.SFT, Tuning.Weighted.OURS.score(ComparedScore.BLEND));

    /** With a loss by sample. */
    static final Defence ANTIBODY_SAMPLE_LOSS =
            new Defence("antibody-sample-loss", AlignmentKind.SFT, Tuning.Weighted.OURS.loss(Loss.SAMPLE));

    /** With a sharper softmax. */
    static final Defence ANTIBODY_TAU_HALF =
            new Defence("antibody-tau-half", AlignmentKind.SFT, Tuning.Weighted.OURS.tau(0.5));

    /** With a flatter softmax. */
    static final Defence ANTIBODY_TAU_DOUBLE =
            new Defence("antibody-tau-double", AlignmentKind.SFT, Tuning.Weighted.OURS.tau(2));

    /** Anchors alone, no score and no gate. */
    static final Defence ANCHORS_ONLY = new Defence(
            "anchors-only", AlignmentKind.SFT, Tuning.Weighted.OURS.gated(false).tau(1e9));

    private static final List<Defence> ALL = List.of(
            ALIGNED,
            ALIGNED_ANTIBODY,
            CONTROL,
            SFT,
            LISA,
            BOOSTER,
            PAPER,
            ANTIBODY,
            PAPER_NO_FLATNESS,
            PAPER_NO_WEIGHTS,
            PAPER_NO_REFUSAL,
            PAPER_COSINE,
            PAPER_GATE,
            ANTIBODY_FLAT,
            ANTIBODY_NO_GATE,
            ANTIBODY_NO_WEIGHTS,
            ANTIBODY_NO_ANCHORS,
            ANTIBODY_PULL,
            ANTIBODY_PAPER_SCORE,
            ANTIBODY_REFUSAL_SCORE,
            ANTIBODY_BLEND_SCORE,
            ANTIBODY_SAMPLE_LOSS,
            ANTIBODY_TAU_HALF,
            ANTIBODY_TAU_DOUBLE,
            ANCHORS_ONLY);

    /** The defence of a name in a table. */
    static Optional<Defence> of(String name) {
        return ALL.stream().filter(defence -> defence.name().equals(name)).findFirst();
    }

    /** All names, for a message. */
    static String names() {
        return ALL.stream().map(Defence::name).collect(Collectors.joining(", "));
    }
}
