package dev.antibody.lm;

/**
 * A pass without any label that can be differentiated: no model needs to run backward.
 *
 * @param shape the labels
 * @param losses negative log-likelihoods in nats, one per label
 * @param adapterSize values of the adapter
 * @param layers the model's
 * @param still what attention would be shifted by: nothing
 */
record ConstantPass(LabelShape shape, float[] losses, int adapterSize, int layers, AttentionShift still)
        implements HookedPass {

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
    public AttentionShift attentionGradient(float[][] coefficients) {
        shape.flat(coefficients);
        return still;
    }

    @Override
    public float[][][] mlpOutput(int layer) {
        return shape.vectors(new float[0]);
    }

    @Override
    public void pullMlpOutput(int layer, float[][][] gradient) {
        shape.flat(gradient, 0);
    }

    @Override
    public float[][] lensLosses(int behind) {
        return shape.first(new float[0]);
    }

    @Override
    public void pullLens(int behind, float[][] coefficients) {
        shape.flat(coefficients);
    }

    @Override
    public void close() {
        // nothing native
    }
}
