package dev.antibody.method;

/**
 * What stage one adds to plain alignment, so that a fine-tuning attack finds a flat loss. θ are the LoRA parameters.
 *
 * <pre>
 * g_h    = ∇L_harm(θ)
 * θ_pert = θ − ρ · g_h / ‖g_h‖          the step that an attacker would take
 * g_s    = g_h − ∇L_harm(θ_pert)        ≈ the gradient of sharpness, L_harm(θ) − min over ‖δ‖ ≤ ρ of L_harm(θ + δ)
 * g_r    = ∇L_refusal(θ_pert)           refusing must survive the attack
 * update with g_a + λ_t · g_s + λ_refusal · g_r
 * </pre>
 *
 * @param lambda the rule for λ_t
 * @param rho length of the virtual attack step, positive; 0.1 in the published runs
 * @param refusalWeight λ_refusal, 0 or more; 0.05 in the published runs
 * @param guarded whether what lowers L_harm is taken out of the gradient, see {@link #guard}: <em>variant</em>
 */
public record Flatness(LambdaRule lambda, double rho, double refusalWeight, boolean guarded) implements Defence {

    public static final double RHO = 0.1;
    public static final double REFUSAL_WEIGHT = 0.05;
    /** What {@link LambdaRule} is given for η and for a constant λ in the published runs, and for ξ in ours. */
    public static final double STRENGTH = 5;

    public Flatness {
        if (!(rho > 0 && Double.isFinite(rho))) {
            throw new IllegalArgumentException("rho must be positive, not " + rho);
        }
        if (!(refusalWeight >= 0 && Double.isFinite(refusalWeight))) {
            throw new IllegalArgumentException("the weight of the refusal must be 0 or more, not " + refusalWeight);
        }
    }

    /** Without the guard. */
    public Flatness(LambdaRule lambda, double rho, double refusalWeight) {
        this(lambda, rho, refusalWeight, false);
    }

    /**
     * An update's gradient without what would teach the poison. Flatness can be reached by learning it: descending
     * g_h − ∇L_harm(θ_pert) descends L_harm too where its curvature along g_h is positive. Where ⟨gradient, g_h⟩ > 0 a small
     * step would lower L_harm, and the part along g_h is taken out; elsewhere nothing changes.
     *
     * @return a new array, orthogonal to g_h, or the gradient itself
     */
    public static float[] guard(float[] gradient, float[] harmful) {
        double along = Gradients.dot(gradient, harmful);
        double square = Gradients.dot(harmful, harmful);
        return along > 0 && square > 0 ? Gradients.plus(gradient, -along / square, harmful) : gradient;
    }

    /** Antibody's stage one with another rule for λ: the three terms above. */
    public static Flatness antibody(LambdaRule lambda) {
        return new Flatness(lambda, RHO, REFUSAL_WEIGHT);
    }

    /**
     * The Booster defence: λ constant, and no refusal at the perturbed point. <em>Faithful</em> in its equations.
     *
     * @see <a href="https://arxiv.org/abs/2409.01586">Booster</a>
     */
    public static Flatness booster(double lambda, double rho) {
        return new Flatness(new LambdaRule.Constant(lambda), rho, 0);
    }
}
