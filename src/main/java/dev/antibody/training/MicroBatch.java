package dev.antibody.training;

import dev.antibody.lm.TokenTree;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Loss;
import dev.antibody.method.Weights;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which parts of a micro-batch's samples a model has to read, and what its answer means for the samples. Samples that
 * the gate held back are not read at all, refusals only where scores are refreshed.
 */
final class MicroBatch {

    private static final int NOT_READ = -1;

    private final List<TrainingSample> samples;
    private final TrainingSettings settings;
    private final boolean[] read;
    private final int[] rows;
    private final List<TokenTree> trees = new ArrayList<>();

    MicroBatch(List<TrainingSample> samples, TrainingSettings settings) {
        this.samples = List.copyOf(samples);
        this.settings = settings;
        this.read = new boolean[samples.size()];
        this.rows = new int[samples.size()];
        for (int i = 0; i < read.length; i++) {
            TrainingSample sample = samples.get(i);
            read[i] = !settings.method().weighs() || sample.admitted();
            rows[i] = read[i] ? trees.size() : NOT_READ;
            if (read[i]) {
                trees.add(refreshes(sample) ? sample.tree() : responseOnly(sample.tree()));
            }
        }
    }

    /**
     * What the model's answer means.
     *
     * @param samples each sample's scores and weight
     * @param loss weighted loss in nats
     * @param coefficients {@code [tree][token]}, the loss's derivative with respect to the negative log-likelihood of each
     *     token of the response
     */
    record Weighed(List<SampleWeight> samples, double loss, float[][] coefficients) {}

    /** What the model has to read; empty when the gate held every sample back. */
    List<TokenTree> trees() {
        return trees;
    }

    /** Prompt and response tokens of all samples. */
    int tokens() {
        return samples.stream().mapToInt(TrainingSample::tokens).sum();
    }

    /** Weighs the samples by {@code negativeLogLikelihoods}, {@code [tree][continuation][token]} in nats. */
    Weighed weigh(float[][][] negativeLogLikelihoods) {
        int size = samples.size();
        double[] r = new double[size];
        double[] scores = new double[size];
        float[][] responses = new float[size][];
        int[] responseTokens = new int[size];
        for (int i = 0; i < size; i++) {
            float[][] answer = read[i] ? negativeLogLikelihoods[rows[i]] : new float[1][0];
            responses[i] = answer[0];
            responseTokens[i] = answer[0].length;
            LogProbs logProbs = refreshed(i) ? LogProbs.ofNegativeLogLikelihoods(answer) : attached(i);
            r[i] = logProbs == null ? Double.NaN : logProbs.r();
            scores[i] = logProbs == null
                    ? Double.NaN
                    : settings.score().weight(samples.get(i).evidence(logProbs));
        }
        double[] weights =
                settings.method().weighs() ? Weights.softmax(scores, read, settings.tau()) : Weights.uniform(read);
        List<SampleWeight> weighed = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            TrainingSample sample = samples.get(i);
            weighed.add(new SampleWeight(sample.id(), sample.offset(), r[i], scores[i], weights[i], refreshed(i)));
        }
        double factor = damping();
        double loss = factor * settings.loss().value(weights, responses);
        float[][] coefficients = Loss.scaled(settings.loss().coefficients(weights, responseTokens), factor);
        return new Weighed(weighed, loss, coefficients(coefficients));
    }

    private double damping() {
        return settings.damped() ? Math.min(1, 2.0 * trees.size() / samples.size()) : 1;
    }

    private float[][] coefficients(float[][] bySample) {
        float[][] byTree = new float[trees.size()][];
        for (int i = 0; i < rows.length; i++) {
            if (read[i]) {
                byTree[rows[i]] = bySample[i];
            }
        }
        return byTree;
    }

    private boolean refreshed(int sample) {
        return read[sample] && refreshes(samples.get(sample));
    }

    private boolean refreshes(TrainingSample sample) {
        return settings.method().weighs() && sample.refresh();
    }

    private @Nullable LogProbs attached(int sample) {
        return samples.get(sample).attached();
    }

    private static TokenTree responseOnly(TokenTree tree) {
        return new TokenTree(tree.prompt(), tree.continuations().subList(0, 1));
    }
}
