package dev.antibody.method;

import java.util.OptionalDouble;

/** How strongly a step of alignment pulls towards flatness: the λ_t in front of g_s in g_a + λ_t · g_s. */
public sealed interface LambdaRule {

    /**
     * λ_t of a step, 0 or more.
     *
     * @param previous λ of the last step that made an update; empty in the first one
     */
    double next(Overlap overlap, OptionalDouble previous);

    /**
     * λ_t = max(0, (a_t − ⟨g_a, g_s⟩) / ‖g_s‖²) with a_t = ξ‖g_s‖². <em>Faithful</em> to Theorem 4.1: g_a + λ_t · g_s is
     * the vector nearest to g_a among all δ with ⟨g_s, δ⟩ ≥ a_t. So λ_t is 0 when g_a is one of them, and where g_s is 0,
     * which constrains nothing.
     *
     * @param xi positive
     */
    record Theorem(double xi) implements LambdaRule {

        public Theorem {
            if (!(xi > 0 && Double.isFinite(xi))) {
                throw new IllegalArgumentException("xi must be positive, not " + xi);
            }
        }

        @Override
        public double next(Overlap overlap, OptionalDouble previous) {
            double square = overlap.sharpNorm() * overlap.sharpNorm();
            return square == 0 ? 0 : Math.max(0, xi - overlap.dot() / square);
        }
    }

    /**
     * max(0, η − cos(g_a, g_s)), smoothed: λ_t = m λ_{t−1} + (1 − m) max(0, η − cos(g_a, g_s)); the first is taken as it
     * is. <em>Faithful</em> to the published code, which departs from the paper's theorem here.
     *
     * @param eta positive; 5 in the published runs, which keeps λ between 4 and 6
     * @param momentum m, in [0, 1); 0.99 in the published runs
     */
    record Cosine(double eta, double momentum) implements LambdaRule {

        public Cosine {
            if (!(eta > 0 && Double.isFinite(eta))) {
                throw new IllegalArgumentException("eta must be positive, not " + eta);
            }
            if (!(momentum >= 0 && momentum < 1)) {
                throw new IllegalArgumentException("momentum must be in [0, 1), not " + momentum);
            }
        }

        @Override
        public double next(Overlap overlap, OptionalDouble previous) {
            double raw = Math.max(0, eta - overlap.cosine());
            return previous.isEmpty() ? raw : momentum * previous.getAsDouble() + (1 - momentum) * raw;
        }
    }

    /**
     * The same λ in every step, as the Booster defence has it.
     *
     * @param lambda 0 or more
     */
    record Constant(double lambda) implements LambdaRule {

        public Constant {
            if (!(lambda >= 0 && Double.isFinite(lambda))) {
                throw new IllegalArgumentException("lambda must be 0 or more, not " + lambda);
            }
        }

        @Override
        public double next(Overlap overlap, OptionalDouble previous) {
            return lambda;
        }
    }
}
