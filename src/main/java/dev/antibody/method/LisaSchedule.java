package dev.antibody.method;

/**
 * Lisa's order of steps: so many on alignment data, so many on the user's, in turn, beginning with alignment. In each
 * phase a {@link ProximalPull} holds the parameters near where they were when the phase began, but not in the first
 * tenth of all steps, where it would slow down learning. <em>Faithful</em> to the published code. With ρ = 0 it is plain
 * fine-tuning on the two kinds of data in turn.
 *
 * @param alignmentSteps of a phase on alignment data, 0 for none
 * @param fineTuningSteps of a phase on the user's data, 0 for none, not both
 * @param rho strength of the pull, 0 or more
 * @param steps of the whole run, at least 1
 * @see <a href="https://arxiv.org/abs/2405.18641">Lisa: Lazy Safety Alignment (NeurIPS 2024)</a>
 */
public record LisaSchedule(int alignmentSteps, int fineTuningSteps, double rho, long steps) {

    public static final int ALIGNMENT_STEPS = 100;
    public static final int FINE_TUNING_STEPS = 900;
    /** In the runs that Antibody is compared with. */
    public static final double RHO = 0.01;

    /** The pull begins after one step in so many. */
    private static final int FREE_SHARE = 10;

    public LisaSchedule {
        if (alignmentSteps < 0 || fineTuningSteps < 0 || alignmentSteps + (long) fineTuningSteps == 0) {
            throw new IllegalArgumentException("phases of " + alignmentSteps + " steps on alignment data and "
                    + fineTuningSteps + " on the user's cannot alternate");
        }
        if (steps < 1) {
            throw new IllegalArgumentException("a run has at least one step, not " + steps);
        }
        if (!(rho >= 0 && Double.isFinite(rho))) {
            throw new IllegalArgumentException("rho must be 0 or more, not " + rho);
        }
    }

    /** With the published settings. */
    public static LisaSchedule published(long steps) {
        return new LisaSchedule(ALIGNMENT_STEPS, FINE_TUNING_STEPS, RHO, steps);
    }

    /** Whose data a step is on. */
    public enum Phase {
        ALIGNMENT,
        FINE_TUNING
    }

    /** Whose data a step is on; steps count from 0. */
    public Phase phase(long step) {
        return inRound(step) < alignmentSteps ? Phase.ALIGNMENT : Phase.FINE_TUNING;
    }

    /** Whether a step is the first of a phase, so that the parameters before it become the reference of the pull. */
    public boolean begins(long step) {
        return step == 0 || phase(step) != phase(step - 1);
    }

    /** How many steps on the same data came before this one: which of its batches it takes. */
    public long batch(long step) {
        long rounds = step / round();
        return phase(step) == Phase.ALIGNMENT
                ? rounds * alignmentSteps + inRound(step)
                : rounds * fineTuningSteps + inRound(step) - alignmentSteps;
    }

    /** The pull of a step; none (ρ = 0) in the first tenth. */
    public ProximalPull pull(long step) {
        return new ProximalPull(FREE_SHARE * step > steps ? rho : 0);
    }

    private long round() {
        return alignmentSteps + (long) fineTuningSteps;
    }

    private long inRound(long step) {
        return step % round();
    }
}
