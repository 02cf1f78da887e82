package dev.antibody.method;

/** Arithmetic on flat gradients. Sums are taken in fp64 and in index order, so that they are the same everywhere. */
public final class Gradients {

    /** What {@code torch.nn.utils.clip_grad_norm_} adds to the norm. */
    private static final double CLIP_EPSILON = 1e-6;

    /** What keeps a normalised step finite. */
    private static final double STEP_EPSILON = 1e-7;

    private Gradients() {}

    /** Global L2 norm. */
    public static double norm(float[] gradient) {
        return Math.sqrt(dot(gradient, gradient));
    }

    /** Inner product. */
    public static double dot(float[] left, float[] right) {
        if (left.length != right.length) {
            throw new IllegalArgumentException(left.length + " values against " + right.length);
        }
        double sum = 0;
        for (int i = 0; i < left.length; i++) {
            sum += (double) left[i] * right[i];
        }
        return sum;
    }

    /**
     * Scales a gradient to a norm of at most {@code maxNorm}, as {@code clip_grad_norm_} does: by
     * min(1, maxNorm / (norm + 1e-6)). <em>Faithful.</em>
     *
     * @param norm norm of the gradient, finite
     * @return a new array; the argument is not changed
     */
    public static float[] clip(float[] gradient, double norm, double maxNorm) {
        if (!(maxNorm > 0)) {
            throw new IllegalArgumentException("the largest norm must be positive, not " + maxNorm);
        }
        float factor = (float) Math.min(1, maxNorm / (norm + CLIP_EPSILON));
        float[] clipped = new float[gradient.length];
        for (int i = 0; i < gradient.length; i++) {
            clipped[i] = gradient[i] * factor;
        }
        return clipped;
    }

    /** left + factor · right, in a new array. */
    public static float[] plus(float[] left, double factor, float[] right) {
        if (left.length != right.length) {
            throw new IllegalArgumentException(left.length + " values against " + right.length);
        }
        float[] sum = new float[left.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (float) (left[i] + factor * right[i]);
        }
        return sum;
    }

    /**
     * Parameters after a step of length {@code rho} down a gradient, whatever its norm; they stay when it is zero.
     * <em>Faithful</em> to the published code, which adds 1e-7 to the norm.
     */
    public static float[] normalisedStep(float[] parameters, float[] gradient, double rho) {
        return plus(parameters, -rho / (norm(gradient) + STEP_EPSILON), gradient);
    }
}
