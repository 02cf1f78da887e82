package dev.antibody.lm;

/** A pass over trees without any label, which no model needs to run. */
record UnlabelledPass(LabelShape shape, int adapterSize) implements ForwardPass {

    @Override
    public float[][][] negativeLogLikelihoods() {
        return shape.nested(new float[0]);
    }

    @Override
    public float[] gradient(float[][][] coefficients) {
        shape.flat(coefficients);
        return new float[adapterSize];
    }

    @Override
    public void close() {
        // nothing native
    }
}
