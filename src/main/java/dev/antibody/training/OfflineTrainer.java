package dev.antibody.training;

import dev.antibody.checkpoint.TrainingState;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.BatchOrder;
import dev.antibody.method.Evidence;
import dev.antibody.method.Gate;
import dev.antibody.method.LisaSchedule;
import dev.antibody.method.LogProbs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
     * Trains from an adapter, which is the reference of gate, score and pull too.
     *
     * @param samples at least one
     * @param steps is told of each step, skipped ones included, when it is done
     * @return the state after the last step
     */
    public TrainingState train(Adapter start, List<OfflineSample> samples, Consumer<OfflineStep> steps) {
        return train(start, samples, needsReference() ? scored(start, samples) : List.of(), steps);
    }

    /**
     * The same where the samples have been scored already.
     *
     * @param scored log-probabilities of each sample under {@code start}; not looked at, and may be empty, where neither
     *     gate nor score compares with the reference
     */
    public TrainingState train(
            Adapter start, List<OfflineSample> samples, List<LogProbs> scored, Consumer<OfflineStep> steps) {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("training needs at least one sample");
        }
        MicroBatches user = new MicroBatches(needsReference() ? gated(samples, scored) : ungated(samples));
        if (settings.rehearsal() instanceof Rehearsal.Lisa lisa) {
            return alternating(start, user, lisa, steps);
        }
        return together(start, user, (Rehearsal.Beside) settings.rehearsal(), steps);
    }

    private TrainingState together(
            Adapter start, MicroBatches user, Rehearsal.Beside beside, Consumer<OfflineStep> steps) {
        TrainingState state = TrainingState.initial(start);
        long microBatches = settings.steps(user.samples());
        for (long number = 0; number < microBatches; number++) {
            state = told(runner, state, user.next(), beside.safeguard(number, start.values()), user.epoch(), steps);
        }
        return state;
    }

    private TrainingState alternating(
            Adapter start, MicroBatches user, Rehearsal.Lisa lisa, Consumer<OfflineStep> steps) {
        List<TrainingSample> alignment = alignment(lisa.trees());
        BatchOrder order = new BatchOrder(alignment.size(), settings.batch(), lisa.seed());
        LisaSchedule schedule = new LisaSchedule(
                lisa.alignmentSteps(), lisa.fineTuningSteps(), lisa.rho(), settings.steps(user.samples()));
        StepRunner aligning = new StepRunner(model, settings.step().averaging(lisa.loss()));
        TrainingState state = TrainingState.initial(start);
        float[] reference = start.values();
        for (long number = 0; number < schedule.steps(); number++) {
            if (schedule.begins(number)) {
                reference = state.adapter().values();
            }
            Safeguard pull = Safeguard.pull(schedule.pull(number), reference);
            if (schedule.phase(number) == LisaSchedule.Phase.ALIGNMENT) {
                List<TrainingSample> batch = order.of(schedule.batch(number)).stream()
                        .map(alignment::get)
                        .toList();
                state = told(aligning, state, batch, pull, user.epoch(), steps);
            } else {
                state = told(runner, state, user.next(), pull, user.epoch(), steps);
            }
        }
        return state;
    }

    private static List<TrainingSample> alignment(List<TokenTree> trees) {
        List<TrainingSample> samples = new ArrayList<>(trees.size());
        for (TokenTree tree : trees) {
            samples.add(TrainingSample.fresh("alignment-" + samples.size(), samples.size(), tree, true));
        }
        return samples;
    }

    private TrainingState told(
            StepRunner stepping,
            TrainingState state,
            List<TrainingSample> batch,
            Safeguard safeguard,
            int epoch,
            Consumer<OfflineStep> steps) {
        long started = System.nanoTime();
        StepResult result = stepping.step(state, batch, safeguard);
        double seconds = (System.nanoTime() - started) / 1e9;
        steps.accept(new OfflineStep(epoch, result, settings.step().learningRate(state.step()), seconds));
        return result.state();
    }

    private boolean needsReference() {
        return settings.step().method().weighs()
                && (settings.gate() != null || settings.step().score().comparesWithReference());
    }

    private List<LogProbs> scored(Adapter reference, List<OfflineSample> samples) {
        return new TreeScorer(model, settings.batch())
                .score(samples.stream().map(OfflineSample::tree).toList(), reference);
    }

    private static List<TrainingSample> ungated(List<OfflineSample> samples) {
        List<TrainingSample> plain = new ArrayList<>(samples.size());
        for (OfflineSample sample : samples) {
            plain.add(TrainingSample.fresh(sample.id(), plain.size(), sample.tree(), true));
        }
        return plain;
    }

    /** The samples in their order, each with what gate and score need of the reference. */
    private List<TrainingSample> gated(List<OfflineSample> samples, List<LogProbs> scored) {
        List<TrainingSample> gated = new ArrayList<>(samples.size());
        for (int i = 0; i < samples.size(); i++) {
            LogProbs logProbs = scored.get(i);
            OfflineSample sample = samples.get(i);
            gated.add(new TrainingSample(
                    sample.id(), i, sample.tree(), admitted(settings.gate(), logProbs), logProbs, logProbs, true));
        }
        return gated;
    }

    private boolean admitted(@Nullable Gate gate, LogProbs reference) {
        return gate == null || gate.admits(settings.step().score().gate(Evidence.of(reference, reference)));
    }

    /** The user's micro-batches, epoch behind epoch without end. */
    private final class MicroBatches {

        private final List<TrainingSample> order;
        private final Random random;
        private int epoch = -1;
        private int from;

        MicroBatches(List<TrainingSample> order) {
            this.order = order;
            Long seed = settings.shuffleSeed();
            this.random = new Random(seed == null ? 0 : seed);
            this.from = order.size();
        }

        int samples() {
            return order.size();
        }

        /** Epoch of the newest micro-batch, from 0. */
        int epoch() {
            return Math.max(0, epoch);
        }

        List<TrainingSample> next() {
            if (from >= order.size()) {
                epoch++;
                from = 0;
                if (settings.shuffleSeed() != null) {
                    Collections.shuffle(order, random);
                }
            }
            List<TrainingSample> batch =
                    List.copyOf(order.subList(from, Math.min(from + settings.batch(), order.size())));
            from += settings.batch();
            return batch;
        }
    }
}
