package dev.antibody.training;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Score;
import dev.antibody.method.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * What {@code score FILE} computes: for each sample its scores and the weight that it would get if each run of
 * {@code batch} consecutive samples were a micro-batch. Results come in the order of the input, a window at a time, so
 * that a long file shows progress.
 */
public final class OfflineScorer {

    /** Micro-batches per window. Sorting by length pays within it; it bounds how long the first result takes. */
    private static final int WINDOW = 16;

    private final TreeScorer scorer;
    private final int batch;
    private final Score score;
    private final double tau;

    /**
     * @param batch samples of a micro-batch, at least 1
     * @param score what weights are made from
     * @param tau temperature of the softmax, positive
     */
    public OfflineScorer(LanguageModel model, int batch, Score score, double tau) {
        this.scorer = new TreeScorer(model, batch);
        this.batch = batch;
        this.score = score;
        this.tau = tau;
    }

    /**
     * One sample's result.
     *
     * @param sample the sample
     * @param logProbs what the model says of it
     * @param weight softmax of the score over the sample's micro-batch
     */
    public record Scored(OfflineSample sample, LogProbs logProbs, double weight) {}

    /** Scores samples and passes on one result per sample, in their order. */
    public void score(List<OfflineSample> samples, Adapter adapter, Consumer<Scored> results) {
        int window = batch * WINDOW;
        for (int from = 0; from < samples.size(); from += window) {
            List<OfflineSample> part = samples.subList(from, Math.min(from + window, samples.size()));
            scoreWindow(part, adapter).forEach(results);
        }
    }

    private List<Scored> scoreWindow(List<OfflineSample> samples, Adapter adapter) {
        List<LogProbs> logProbs =
                scorer.score(samples.stream().map(OfflineSample::tree).toList(), adapter);
        List<Scored> scored = new ArrayList<>(samples.size());
        for (int from = 0; from < samples.size(); from += batch) {
            List<LogProbs> microBatch = logProbs.subList(from, Math.min(from + batch, samples.size()));
            double[] weights = weights(microBatch);
            for (int i = 0; i < weights.length; i++) {
                scored.add(new Scored(samples.get(from + i), microBatch.get(i), weights[i]));
            }
        }
        return scored;
    }

    private double[] weights(List<LogProbs> microBatch) {
        boolean[] admitted = new boolean[microBatch.size()];
        Arrays.fill(admitted, true);
        return Weights.softmax(microBatch.stream().mapToDouble(score::of).toArray(), admitted, tau);
    }
}
