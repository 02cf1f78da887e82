package dev.antibody.training;

/**
 * What a step of offline training reports.
 *
 * @param epoch from 0
 * @param result what the step did
 * @param learningRate of the step
 * @param seconds wall-clock time that it took
 */
public record OfflineStep(int epoch, StepResult result, double learningRate, double seconds) {}
