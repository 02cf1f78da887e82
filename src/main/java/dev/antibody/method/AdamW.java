package dev.antibody.method;

/**
 * Adam with decoupled weight decay, in the order of operations of PyTorch's {@code torch.optim.AdamW} on a CPU:
 * parameters, moments and all that is done per element in fp32; the step size and both bias corrections in fp64,
 * rounded to fp32 before they meet an element. <em>Faithful.</em> PyTorch may fuse a multiplication and an addition
 * where the processor can, so its results differ from these by a few units in the last place; these are the same on
 * every processor.
 *
 * @see <a href="https://arxiv.org/abs/1711.05101">Decoupled Weight Decay Regularization</a>
 */
public final class AdamW {

    private final Settings settings;

    public AdamW(Settings settings) {
        this.settings = settings;
    }

    /**
     * Hyperparameters.
     *
     * @param learningRate positive
     * @param weightDecay share of a parameter that is taken off per step and learning rate, not negative
     * @param beta1 decay of the first moment, in [0, 1)
     * @param beta2 decay of the second moment, in [0, 1)
     * @param epsilon added to the root of the second moment, positive
     */
    public record Settings(double learningRate, double weightDecay, double beta1, double beta2, double epsilon) {

        public Settings {
            require(learningRate > 0 && Double.isFinite(learningRate), "learning rate must be positive", learningRate);
            require(weightDecay >= 0 && Double.isFinite(weightDecay), "weight decay must be 0 or more", weightDecay);
            require(beta1 >= 0 && beta1 < 1, "beta1 must be in [0, 1)", beta1);
            require(beta2 >= 0 && beta2 < 1, "beta2 must be in [0, 1)", beta2);
            require(epsilon > 0 && Double.isFinite(epsilon), "epsilon must be positive", epsilon);
        }

        /** PyTorch's moments: β₁ = 0.9, β₂ = 0.999, ε = 1e-8. */
        public static Settings of(double learningRate, double weightDecay) {
            return new Settings(learningRate, weightDecay, 0.9, 0.999, 1e-8);
        }

        /** The same with another learning rate. */
        public Settings learningRate(double newRate) {
            return new Settings(newRate, weightDecay, beta1, beta2, epsilon);
        }

        private static void require(boolean holds, String rule, double value) {
            if (!holds) {
                throw new IllegalArgumentException(rule + ", not " + value);
            }
        }
    }

    /**
     * What the optimiser remembers. Treated as immutable by everyone who holds it.
     *
     * @param m first moments, one per parameter
     * @param v second moments, one per parameter
     * @param steps updates made so far
     */
    public record State(float[] m, float[] v, long steps) {

        public State {
            if (m.length != v.length) {
                throw new IllegalArgumentException(m.length + " first moments, " + v.length + " second moments");
            }
            if (steps < 0) {
                throw new IllegalArgumentException("steps must be 0 or more, not " + steps);
            }
        }

        /** Before the first step. */
        public static State initial(int parameters) {
            return new State(new float[parameters], new float[parameters], 0);
        }
    }

    /** New parameters and what the optimiser remembers with them. */
    public record Update(float[] parameters, State state) {}

    /**
     * One step. Changes none of its arguments.
     *
     * @param parameters current values
     * @param gradient one value per parameter, after clipping
     */
    public Update step(float[] parameters, float[] gradient, State state) {
        if (gradient.length != parameters.length || state.m().length != parameters.length) {
            throw new IllegalArgumentException(parameters.length + " parameters, " + gradient.length + " gradients, "
                    + state.m().length + " moments");
        }
        long steps = state.steps() + 1;
        double correction1 = 1 - Math.pow(settings.beta1(), (double) steps);
        double correction2 = 1 - Math.pow(settings.beta2(), (double) steps);
        float decay = (float) (1 - settings.learningRate() * settings.weightDecay());
        float new1 = (float) (1 - settings.beta1());
        float old2 = (float) settings.beta2();
        float new2 = (float) (1 - settings.beta2());
        float root2 = (float) Math.sqrt(correction2);
        float epsilon = (float) settings.epsilon();
        float stepSize = (float) (-settings.learningRate() / correction1);

        float[] values = new float[parameters.length];
        float[] m = new float[parameters.length];
        float[] v = new float[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
            float g = gradient[i];
            m[i] = interpolated(state.m()[i], g, new1);
            v[i] = state.v()[i] * old2 + new2 * g * g;
            float denominator = (float) Math.sqrt(v[i]) / root2 + epsilon;
            values[i] = parameters[i] * decay + stepSize * m[i] / denominator;
        }
        return new Update(values, new State(m, v, steps));
    }

    /** {@code torch.lerp}, which starts from the nearer end. */
    private static float interpolated(float start, float end, float weight) {
        return weight < 0.5f ? start + weight * (end - start) : end - (end - start) * (1 - weight);
    }
}
