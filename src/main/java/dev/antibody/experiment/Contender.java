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
public record Contender(String name, AlignmentKind alignment, Tuning tuning) {

    /** The plainly aligned model, before any fine-tuning. */
    static final Contender ALIGNED = new Contender("aligned", AlignmentKind.SFT, new Tuning.None());

    /** The model that the paper's stage one makes, before any fine-tuning. */
    static final Contender ALIGNED_ANTIBODY =
            new Contender("aligned-antibody", AlignmentKind.ANTIBODY, new Tuning.None());

    /** Plain fine-tuning on the benign samples alone: as if the poison had never been sent. */
    static final Contender CONTROL = new Contender("control", AlignmentKind.SFT, new Tuning.Plain(true));

    /** Plain fine-tuning. */
    static final Contender SFT = new Contender("sft", AlignmentKind.SFT, new Tuning.Plain(false));

    /** Lisa. */
    static final Contender LISA = new Contender("lisa", AlignmentKind.SFT, new Tuning.Lisa());

    /** Booster: its stage one, then plain fine-tuning. */
    static final Contender BOOSTER = new Contender("booster", AlignmentKind.BOOSTER, new Tuning.Plain(false));

    /** Vaccine: its stage one, then plain fine-tuning. */
    static final Contender VACCINE = new Contender("vaccine", AlignmentKind.VACCINE, new Tuning.Plain(false));

    /** RepNoise: its stage one, then plain fine-tuning. */
    static final Contender REPNOISE = new Contender("repnoise", AlignmentKind.REPNOISE, new Tuning.Plain(false));

    /** The paper's method: both stages, r, no gate, token loss. */
    static final Contender PAPER = new Contender("paper", AlignmentKind.ANTIBODY, Tuning.Weighted.PAPER);

    /** This project's defence. */
    static final Contender ANTIBODY = new Contender("antibody", AlignmentKind.SFT, Tuning.Weighted.OURS);

    /** The paper's, on a plainly aligned model. */
    static final Contender PAPER_NO_FLATNESS =
            new Contender("paper-no-flatness", AlignmentKind.SFT, Tuning.Weighted.PAPER);

    /** The paper's without weights: its stage one, then plain fine-tuning. */
    static final Contender PAPER_NO_WEIGHTS =
            new Contender("paper-no-weights", AlignmentKind.ANTIBODY, new Tuning.Plain(false));

    /** The paper's without refusing at the perturbed point. */
    static final Contender PAPER_NO_REFUSAL =
            new Contender("paper-no-refusal", AlignmentKind.ANTIBODY_NO_REFUSAL, Tuning.Weighted.PAPER);

    /** The paper's with the published code's λ. */
    static final Contender PAPER_COSINE =
            new Contender("paper-cosine", AlignmentKind.ANTIBODY_COSINE, Tuning.Weighted.PAPER);

    /** The paper's, with an alignment of which no gradient lowers the harmful loss. */
    static final Contender PAPER_GUARDED =
            new Contender("paper-guarded", AlignmentKind.ANTIBODY_GUARDED, Tuning.Weighted.PAPER);

    /** The paper's with a gate on r. */
    static final Contender PAPER_GATE =
            new Contender("paper-gate", AlignmentKind.ANTIBODY, Tuning.Weighted.PAPER.gated(true));

    /** This project's on the paper's stage one. */
    static final Contender ANTIBODY_FLAT = new Contender("antibody-flat", AlignmentKind.ANTIBODY, Tuning.Weighted.OURS);

    /** With a gate on what the aligned model's last layer makes of a response. */
    static final Contender ANTIBODY_REPRESENTATION = new Contender(
            "antibody-representation", AlignmentKind.SFT, Tuning.Weighted.OURS.score(ComparedScore.REPRESENTATION));

    /** Without the gate. */
    static final Contender ANTIBODY_NO_GATE =
            new Contender("antibody-no-gate", AlignmentKind.SFT, Tuning.Weighted.OURS.gated(false));

    /** Without weights: what the gate admits weighs the same. */
    static final Contender ANTIBODY_NO_WEIGHTS =
            new Contender("antibody-no-weights", AlignmentKind.SFT, Tuning.Weighted.OURS.tau(Tuning.Weighted.ALIKE));

    /** Without anchors. */
    static final Contender ANTIBODY_NO_ANCHORS =
            new Contender("antibody-no-anchors", AlignmentKind.SFT, Tuning.Weighted.OURS.anchors(0));

    /** A pull towards the aligned adapter in place of anchors. */
    static final Contender ANTIBODY_PULL = new Contender(
            "antibody-pull", AlignmentKind.SFT, Tuning.Weighted.OURS.anchors(0).pull(0.01));

    /** With the paper's r. */
    static final Contender ANTIBODY_PAPER_SCORE =
            new Contender("antibody-paper-score", AlignmentKind.SFT, Tuning.Weighted.OURS.score(ComparedScore.PAPER));

    /** With the refusal score. */
    static final Contender ANTIBODY_REFUSAL_SCORE = new Contender(
            "antibody-refusal-score", AlignmentKind.SFT, Tuning.Weighted.OURS.score(ComparedScore.REFUSAL));

    /** With half of each. */
    static final Contender ANTIBODY_BLEND_SCORE =
            new Contender("antibody-blend-score", AlignmentKind.SFT, Tuning.Weighted.OURS.score(ComparedScore.BLEND));

    /** With a loss by sample. */
    static final Contender ANTIBODY_SAMPLE_LOSS =
            new Contender("antibody-sample-loss", AlignmentKind.SFT, Tuning.Weighted.OURS.loss(Loss.SAMPLE));

    /** With weights by what the aligned model said, rather than the model that learns. */
    static final Contender ANTIBODY_REFERENCE_WEIGHTS =
            new Contender("antibody-reference-weights", AlignmentKind.SFT, Tuning.Weighted.OURS.live(false));

    /** With a sharper softmax. */
    static final Contender ANTIBODY_TAU_HALF =
            new Contender("antibody-tau-half", AlignmentKind.SFT, Tuning.Weighted.OURS.tau(0.5));

    /** With a flatter softmax. */
    static final Contender ANTIBODY_TAU_DOUBLE =
            new Contender("antibody-tau-double", AlignmentKind.SFT, Tuning.Weighted.OURS.tau(2));

    /** Not damped: what slips through where nearly all is held back has steps to itself. */
    static final Contender ANTIBODY_NOT_DAMPED =
            new Contender("antibody-not-damped", AlignmentKind.SFT, Tuning.Weighted.OURS.damped(false));

    /** Half as many anchors. */
    static final Contender ANTIBODY_ANCHORS_8 =
            new Contender("antibody-anchors-8", AlignmentKind.SFT, Tuning.Weighted.OURS.anchors(8));

    /** Anchors that weigh as much as the user's samples. */
    static final Contender ANTIBODY_ANCHORS_HEAVY =
            new Contender("antibody-anchors-heavy", AlignmentKind.SFT, Tuning.Weighted.OURS.anchorWeight(1));

    /** Anchors alone, no score and no gate. */
    static final Contender ANCHORS_ONLY = new Contender(
            "anchors-only", AlignmentKind.SFT, Tuning.Weighted.OURS.gated(false).tau(Tuning.Weighted.ALIKE));

    private static final List<Contender> ALL = List.of(
            ALIGNED,
            ALIGNED_ANTIBODY,
            CONTROL,
            SFT,
            LISA,
            BOOSTER,
            VACCINE,
            REPNOISE,
            PAPER,
            ANTIBODY,
            PAPER_NO_FLATNESS,
            PAPER_NO_WEIGHTS,
            PAPER_NO_REFUSAL,
            PAPER_COSINE,
            PAPER_GUARDED,
            PAPER_GATE,
            ANTIBODY_FLAT,
            ANTIBODY_REPRESENTATION,
            ANTIBODY_NO_GATE,
            ANTIBODY_NO_WEIGHTS,
            ANTIBODY_NO_ANCHORS,
            ANTIBODY_PULL,
            ANTIBODY_PAPER_SCORE,
            ANTIBODY_REFUSAL_SCORE,
            ANTIBODY_BLEND_SCORE,
            ANTIBODY_SAMPLE_LOSS,
            ANTIBODY_REFERENCE_WEIGHTS,
            ANTIBODY_TAU_HALF,
            ANTIBODY_TAU_DOUBLE,
            ANTIBODY_NOT_DAMPED,
            ANTIBODY_ANCHORS_8,
            ANTIBODY_ANCHORS_HEAVY,
            ANCHORS_ONLY);

    /** The contender of a name in a table. */
    static Optional<Contender> of(String name) {
        return ALL.stream().filter(contender -> contender.name().equals(name)).findFirst();
    }

    /** All names, for a message. */
    static String names() {
        return ALL.stream().map(Contender::name).collect(Collectors.joining(", "));
    }
}
