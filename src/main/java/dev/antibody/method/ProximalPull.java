package dev.antibody.method;

/**
 * A pull of the parameters θ towards a reference: ρ/2 · ‖θ − θ_ref‖² beside the loss. <em>Faithful</em> to Lisa's
 * proximal term, which is added before the gradient is clipped.
 *
 * @param rho strength ρ, 0 or more; with 0 nothing changes
 * @see <a href="https://arxiv.org/abs/2405.18641">Lisa: Lazy Safety Alignment (NeurIPS 2024)</a>
 */
public record ProximalPull(double rho) {

    public ProximalPull {
        if (!(rho >= 0 && Double.isFinite(rho))) {
            throw new IllegalArgumentException("rho must be 0 or more, not " + rho);
        }
    }

    /** What it adds to the loss. */
    public double loss(float[] parameters, float[] reference) {
        check(parameters, reference);
        double squares = 0;
        for (int i = 0; i < parameters.length; i++) {
            double away = (double) parameters[i] - reference[i];
            squares += away * away;
        }
        return rho / 2 * squares;
    }

    /** The gradient with the pull's: g + ρ (θ − θ_ref), in a new array; with ρ = 0 the same bits. */
    public float[] addedTo(float[] gradient, float[] parameters, float[] reference) {
        check(parameters, reference);
        check(parameters, gradient);
        float[] sum = gradient.clone();
        for (int i = 0; i < sum.length && rho != 0; i++) {
            sum[i] = (float) (gradient[i] + rho * ((double) parameters[i] - reference[i]));
        }
        return sum;
    }

    private static void check(float[] parameters, float[] others) {
        if (parameters.length != others.length) {
            throw new IllegalArgumentException(parameters.length + " parameters against " + others.length + " values");
        }
    }
}
