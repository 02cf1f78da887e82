package dev.antibody.training;

/**
 * One sample's part in a step.
 *
 * @param id the sample
 * @param offset its position in the input
 * @param r the paper's score; NaN when neither the step nor anybody before it computed one
 * @param score the score that the weight was made with; NaN like {@code r}
 * @param weight in the micro-batch, 0 when the gate held the sample back
 * @param refreshed whether the scores were computed in this step
 */
public record SampleWeight(String id, long offset, double r, double score, double weight, boolean refreshed) {}
