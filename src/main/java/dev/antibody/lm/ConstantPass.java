package dev.antibody.lm;

/**
 * A pass without any label that can be differentiated: no model needs to run backward.
 *
 * @param shape the labels
 * @param losses negative log-likelihoods in nats, one per label
 * @param adapterSize values of the adapter
 */
record ConstantPass(LabelShape shape, float[] losses, int adapterSize) implements ForwardPass {

    @Override
    public float[][][] negativeLogLikelihoods() {
        return shape.nested(losses);
    }

    @Override
    public float[] gradient(float[][] coefficients) {
        shape.flat(coefficients);
        return new float[adapterSize];
    }

    @Override
    public void close() {
        // nothing native
    }
}
