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
 * the gate held back are not read at all, refusals only where scores are refreshed; of a damped micro-batch that the gate
 * held back nearly whole, nothing is read.
 */
final class MicroBatch {

    private static final int NOT_READ = -1;

    /** Share admitted up to which a damped micro-batch is not learnt from. */
    private static final double UNTRUSTED = 0.25;

    /** Share admitted from which a damped micro-batch is learnt from like any other. */
    private static final double TRUSTED = 0.5;

    private final List<TrainingSample> samples;
    private final TrainingSettings settings;
    private final double damping;
    private final boolean[] read;
    private final int[] rows;
    private final List<TokenTree> trees = new ArrayList<>();

    MicroBatch(List<TrainingSample> samples, TrainingSettings settings) {
        this.samples = List.copyOf(samples);
        this.settings = settings;
        this.damping = damping();
        this.read = new boolean[samples.size()];
        this.rows = new int[samples.size()];
        for (int i = 0; i < read.length; i++) {
            TrainingSample sample = samples.get(i);
            read[i] = damping > 0 && admitted(sample);
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

    /** What the model has to read; empty when there is {@linkplain #skipReason() nothing to learn from}. */
    List<TokenTree> trees() {
        return trees;
    }

    /** Why there is nothing to read, if so. */
    SkipReason skipReason() {
        return admitted() == 0 ? SkipReason.NOTHING_ADMITTED : SkipReason.TOO_FEW_ADMITTED;
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
        double loss = damping * settings.loss().value(weights, responses);
        float[][] coefficients = Loss.scaled(settings.loss().coefficients(weights, responseTokens), damping);
        return new Weighed(weighed, loss, coefficients(coefficients));
    }

    private double damping() {
        if (!settings.damped()) {
            return 1;
        }
        double share = (double) admitted() / samples.size();
        return Math.max(0, Math.min(1, (share - UNTRUSTED) / (TRUSTED - UNTRUSTED)));
    }

    private long admitted() {
        return samples.stream().filter(this::admitted).count();
    }

    private boolean admitted(TrainingSample sample) {
        return !settings.method().weighs() || sample.admitted();
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
