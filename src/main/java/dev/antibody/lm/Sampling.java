package dev.antibody.lm;

/**
 * How tokens are drawn. The same seed gives the same answers, whatever else is in the batch.
 *
 * @param temperature divides the logits, above 0; small is nearly greedy
 * @param topP tokens are drawn from the likeliest that together reach this probability, above 0 and at most 1
 * @param seed of the draws
 */
public record Sampling(double temperature, double topP, long seed) {

    public Sampling {
        if (!(temperature > 0)) {
            throw new IllegalArgumentException("the temperature must be above 0, not " + temperature);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("top-p must be above 0 and at most 1, not " + topP);
        }
    }
}
