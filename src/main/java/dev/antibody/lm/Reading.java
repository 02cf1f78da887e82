package dev.antibody.lm;

/**
 * What a pass without a gradient finds in one tree.
 *
 * @param negativeLogLikelihoods {@code [continuation][token]} in nats
 * @param state {@code [hidden]}: what the last layer, after its norm, holds where the tokens of the first continuation are
 *     predicted, as a mean over these tokens; zeros without such a token
 */
public record Reading(float[][] negativeLogLikelihoods, float[] state) {}
