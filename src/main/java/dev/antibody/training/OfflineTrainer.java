package dev.antibody.training;

import dev.antibody.checkpoint.TrainingState;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.method.Gate;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/**
 * What {@code train FILE} does: epochs of micro-batches over a list of samples, without Kafka. The same samples,
 * settings and adapter give the same bits.
 */
public final class OfflineTrainer {

    private final LanguageModel model;
    private final OfflineSettings settings;
    private final StepRunner runner;

    public OfflineTrainer(LanguageModel model, OfflineSettings settings) {
        this.model = model;
        this.settings = settings;
        this.runner = new StepRunner(model, settings.step());
    }

    /**
     * Trains from an adapter, which is the reference of the gate too.
     *
     * @param samples at least one
     * @param steps is told of each step, skipped ones included, when it is done
     * @return the state after the last step
     */
    public TrainingState train(Adapter start, List<OfflineSample> samples, Consumer<OfflineStep> steps) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("training needs at least one sample");
        }
        List<TrainingSample> order = gated(start, samples);
        Long seed = settings.shuffleSeed();
        Random random = new Random(seed == null ? 0 : seed);
        TrainingState state = TrainingState.initial(start);
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            if (seed != null) {
                Collections.shuffle(order, random);
            }
            for (int from = 0; from < order.size(); from += settings.batch()) {
                long started = System.nanoTime();
                StepResult result =
                        runner.step(state, order.subList(from, Math.min(from + settings.batch(), order.size())));
                state = result.state();
                double seconds = (System.nanoTime() - started) / 1e9;
                steps.accept(new OfflineStep(
                        epoch, result, settings.step().optimizer().learningRate(), seconds));
            }
        }
        return state;
    }

    /** The samples in their order, each with what the gate says of it. */
    private List<TrainingSample> gated(Adapter reference, List<OfflineSample> samples) {
        Gate gate = settings.step().method() == Method.SFT ? null : settings.gate();
        List<TrainingSample> gated = new ArrayList<>(samples.size());
        if (gate == null) {
            for (OfflineSample sample : samples) {
                gated.add(TrainingSample.fresh(sample.id(), gated.size(), sample.tree(), true));
            }
            return gated;
        }
        List<LogProbs> scored = new TreeScorer(model, settings.batch())
                .score(samples.stream().map(OfflineSample::tree).toList(), reference);
        for (int i = 0; i < samples.size(); i++) {
            LogProbs logProbs = scored.get(i);
            boolean admitted = gate.admits(settings.step().score().of(logProbs));
            OfflineSample sample = samples.get(i);
            gated.add(new TrainingSample(sample.id(), i, sample.tree(), admitted, logProbs, true));
        }
        return gated;
    }
}
