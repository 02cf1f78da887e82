package dev.antibody.method;

/**
 * Alignment that holds while hidden states are pushed where they hurt it most. e are the outputs of the layers' attention
 * blocks for all tokens of the safe batch, L_align(θ; ε) the loss when ε is added to them.
 *
 * <pre>
 * g = ∂L_align/∂e                     first pass
 * ε = ρ · g / ‖g‖                     the norm is over all layers and tokens together
 * update with ∇_θ L_align(θ; ε)       second pass, in which ε is a constant
 * </pre>
 *
 * <em>Faithful</em> to the published code, which adds 1e-7 to the norm.
 *
 * @param rho ρ, 0 or more; 2 in the published runs, 5 where later papers compare with it
 * @see <a href="https://arxiv.org/abs/2402.01109">Vaccine</a>
 */
public record Vaccine(double rho) implements Defence {

    public static final double RHO = 2;

    private static final double EPSILON = 1e-7;

    public Vaccine {
        if (!(rho >= 0 && Double.isFinite(rho))) {
            throw new IllegalArgumentException("rho must be 0 or more, not " + rho);
        }
    }

    /** What g is multiplied by to be ε. */
    public double factor(double norm) {
        return rho / (norm + EPSILON);
    }
}
