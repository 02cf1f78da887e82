package dev.antibody.app.bench;

import dev.antibody.alignment.AlignmentSettings;
import dev.antibody.alignment.AlignmentState;
import dev.antibody.alignment.AlignmentStepRunner;
import dev.antibody.job.JobSettings;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.AdapterLayout;
import dev.antibody.lm.PassCost;
import dev.antibody.lm.TokenTree;
import dev.antibody.lm.TorchLanguageModel;
import dev.antibody.method.AdamW;
import dev.antibody.method.Flatness;
import dev.antibody.method.LambdaRule;
import dev.antibody.method.LearningRate;
import dev.antibody.method.Loss;
import dev.antibody.method.Score;
import dev.antibody.training.OfflineSample;
import dev.antibody.training.StepRunner;
import dev.antibody.training.TrainingSample;
import dev.antibody.training.TrainingSettings;
import dev.antibody.training.TreeScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Steps of the published settings over micro-batches of a file, timed one by one. */
final class Benchmark {

    private final TorchLanguageModel model;
    private final List<OfflineSample> samples;
    private final int batch;
    private final JobSettings settings =
            JobSettings.defaults().with().score(Score.PAPER).build();

    /** @param samples at least one; gone through again when there are more steps than micro-batches */
    Benchmark(TorchLanguageModel model, List<OfflineSample> samples, int batch) {
        this.model = model;
        this.samples = samples;
        this.batch = batch;
    }

    /** The times of some steps, after others that are not counted. */
    List<StepTime> run(BenchMode mode, int warmup, int steps, Consumer<Integer> done) {
        Adapter start = Adapter.initial(model.layout(settings.lora()), settings.seed());
        AlignmentState state = AlignmentState.initial(start);
        List<StepTime> times = new ArrayList<>();
        for (int step = 0; step < warmup + steps; step++) {
            List<OfflineSample> microBatch = microBatch(step);
            TimedModel timed = new TimedModel(model);
            long started = System.nanoTime();
            state = step(mode, timed, state, microBatch);
            double seconds = (System.nanoTime() - started) / 1e9;
            if (step >= warmup) {
                times.add(time(mode, timed, microBatch, seconds));
            }
            done.accept(step + 1);
        }
        return times;
    }

    private AlignmentState step(
            BenchMode mode, TimedModel timed, AlignmentState state, List<OfflineSample> microBatch) {
        return switch (mode) {
            case SCORE -> {
                new TreeScorer(timed, batch)
                        .score(trees(microBatch), state.training().adapter());
                yield state;
            }
            case TRAIN -> {
                StepRunner runner = new StepRunner(timed, TrainingSettings.of(settings));
                yield new AlignmentState(
                        runner.step(state.training(), fresh(microBatch)).state(), state.lambda(), state.corrected());
            }
            case ALIGN -> {
                AdamW.Settings optimizer = AdamW.Settings.of(settings.learningRate(), settings.weightDecay());
                AlignmentSettings alignment = new AlignmentSettings(
                        Flatness.antibody(new LambdaRule.Theorem(Flatness.STRENGTH)),
                        Loss.TOKEN,
                        optimizer,
                        new LearningRate.Constant(),
                        settings.clipNorm());
                yield new AlignmentStepRunner(timed, alignment)
                        .step(state, refusals(microBatch), trees(microBatch))
                        .state();
            }
            case ALL -> throw new IllegalArgumentException("one mode at a time");
        };
    }

    private StepTime time(BenchMode mode, TimedModel timed, List<OfflineSample> microBatch, double seconds) {
        int tokens = fresh(microBatch).stream().mapToInt(TrainingSample::tokens).sum();
        return new StepTime(
                seconds,
                timed.forwardSeconds(),
                timed.backwardSeconds(),
                tokens,
                microBatch.size(),
                operations(mode, microBatch));
    }

    private double operations(BenchMode mode, List<OfflineSample> microBatch) {
        AdapterLayout layout = model.layout(settings.lora());
        PassCost both = model.cost(trees(microBatch), layout);
        return switch (mode) {
            case SCORE -> both.forward();
            case TRAIN -> both.forward() + both.backward();
            case ALIGN -> {
                PassCost safe = model.cost(refusals(microBatch), layout);
                yield safe.forward() + safe.backward() + 2 * (both.forward() + both.backward());
            }
            case ALL -> throw new IllegalArgumentException("one mode at a time");
        };
    }

    /** Prompts, each continued by its refusal alone. */
    private static List<TokenTree> refusals(List<OfflineSample> samples) {
        return trees(samples).stream()
                .map(tree -> new TokenTree(
                        tree.prompt(), List.of(tree.continuations().get(1))))
                .toList();
    }

    /** The step's samples: those behind the step's before, from the first on again behind the last. */
    private List<OfflineSample> microBatch(int step) {
        List<OfflineSample> microBatch = new ArrayList<>(batch);
        for (int i = 0; i < batch; i++) {
            microBatch.add(samples.get((step * batch + i) % samples.size()));
        }
        return microBatch;
    }

    private static List<TokenTree> trees(List<OfflineSample> samples) {
        return samples.stream().map(OfflineSample::tree).toList();
    }

    private static List<TrainingSample> fresh(List<OfflineSample> samples) {
        return samples.stream()
                .map(sample -> TrainingSample.fresh(sample.id(), 0, sample.tree(), true))
                .toList();
    }
}
