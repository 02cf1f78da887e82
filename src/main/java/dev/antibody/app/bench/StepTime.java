package dev.antibody.app.bench;

/**
 * What one step took, in seconds.
 *
 * @param all from tokens to result
 * @param forward the model's forward pass, or passes
 * @param backward its backward pass; 0 when scoring
 * @param tokens prompt and response tokens, each counted once
 * @param samples samples of the micro-batch
 * @param cost operations that the step cannot do without
 */
record StepTime(double all, double forward, double backward, int tokens, int samples, double cost) {}
