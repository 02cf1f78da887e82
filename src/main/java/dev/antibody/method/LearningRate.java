package dev.antibody.method;

/** How a learning rate goes on from where it starts. */
public sealed interface LearningRate {

    /**
     * The share of the first rate that a step takes.
     *
     * @param step counted from 0
     * @return in [0, 1]
     */
    double share(long step);

    /**
     * The learning rate of a step.
     *
     * @param first of step 0
     * @param step counted from 0
     */
    default double of(double first, long step) {
        return first * share(step);
    }

    /** Always the same, as in the published runs. <em>Faithful.</em> */
    record Constant() implements LearningRate {

        @Override
        public double share(long step) {
            return 1;
        }
    }

    /**
     * Down to 0 in a straight line. <em>Variant:</em> the end of a constant rate is rough, and what a short alignment
     * refuses depends on its last steps.
     *
     * @param steps after which it is 0, at least 1
     */
    record Linear(long steps) implements LearningRate {

        public Linear {
            if (steps < 1) {
                throw new IllegalArgumentException("a learning rate falls over at least one step, not " + steps);
            }
        }

        @Override
        public double share(long step) {
            return Math.max(0, 1 - (double) step / steps);
        }
    }
}
