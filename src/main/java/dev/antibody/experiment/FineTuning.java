package dev.antibody.experiment;

import dev.antibody.evaluation.TaskProbes;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.OfflineSamples;
import dev.antibody.ingest.SampleLine;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.AdamW;
import dev.antibody.method.Calibration;
import dev.antibody.method.Detection;
import dev.antibody.method.Evidence;
import dev.antibody.method.Gate;
import dev.antibody.method.LearningRate;
import dev.antibody.method.LogProbs;
import dev.antibody.method.Loss;
import dev.antibody.method.Method;
import dev.antibody.method.ProximalPull;
import dev.antibody.method.SafetyAnchors;
import dev.antibody.method.SampleScore;
import dev.antibody.method.Score;
import dev.antibody.training.OfflineSample;
import dev.antibody.training.OfflineSettings;
import dev.antibody.training.OfflineTrainer;
import dev.antibody.training.Rehearsal;
import dev.antibody.training.TrainingSettings;
import dev.antibody.training.TreeScorer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fine-tunings of an aligned model on a mixture.
 *
 * @param laboratory what all experiments share
 * @param anchors prompts, each continued by the answer that the model shall go on giving; they join micro-batches, or have
 *     steps of their own with Lisa
 */
record FineTuning(Laboratory laboratory, List<TokenTree> anchors) {

    private static final Logger LOGGER = LoggerFactory.getLogger(FineTuning.class);

    private static final double WEIGHT_DECAY = 0.1;
    private static final double CLIP_NORM = 1;

    /** Lisa's phase on alignment data in its published runs, as a share of their 1260 steps. */
    private static final double LISA_PHASE = 100.0 / 1260;

    private static final int LISA_RATIO = 9;
    private static final double LISA_RHO = 0.01;

    /**
     * What came of it.
     *
     * @param adapter after the last step
     * @param auroc of the score in use on the mixture, under the starting adapter; empty without one or without both kinds
     */
    record Outcome(Adapter adapter, OptionalDouble auroc) {}

    /**
     * How it is done.
     *
     * @param epochs over the mixture
     * @param learningRate of AdamW
     * @param keepsOrder whether the mixture's order is kept in every epoch
     * @param seed of the order of samples and anchors
     */
    record Course(int epochs, double learningRate, boolean keepsOrder, long seed) {

        /** Steps that a fine-tuning on a mixture takes. */
        long steps(Mixture mixture) {
            return OfflineSettings.steps(mixture.items().size(), Scale.BATCH, epochs);
        }
    }

    /**
     * Fine-tunes.
     *
     * @param progress gets each step's number and the adapter after it
     */
    Outcome run(
            Tuning tuning,
            Adapter start,
            TaskData task,
            Mixture mixture,
            Course course,
            BiConsumer<Long, Adapter> progress) {
        Mixture seen = tuning.seen(mixture);
        if (seen.items().isEmpty()) {
            return new Outcome(start, OptionalDouble.empty());
        }
        int templates = tuning instanceof Tuning.Weighted weighted ? weighted.templates() : 1;
        List<OfflineSample> samples =
                encoded(seen.items().stream().map(Mixture.Item::line).toList(), templates);
        Given given = new Given(start, seen, samples, course, progress);
        if (tuning instanceof Tuning.Weighted weighted) {
            return weighted(weighted, task, given);
        }
        Rehearsal rehearsal = tuning instanceof Tuning.Lisa ? lisa(given.steps(), course) : Rehearsal.Beside.NOTHING;
        TrainingSettings step = step(Method.SFT, Score.PAPER, 1, Loss.TOKEN, given);
        return new Outcome(trained(step, null, rehearsal, given, List.of()), OptionalDouble.empty());
    }

    /** What every tuning begins with. */
    private record Given(
            Adapter start,
            Mixture mixture,
            List<OfflineSample> samples,
            Course course,
            BiConsumer<Long, Adapter> progress) {

        long steps() {
            return course.steps(mixture);
        }
    }

    private Outcome weighted(Tuning.Weighted tuning, TaskData task, Given given) {
        TaskProbes probes = probes(given.start(), task, tuning.templates());
        SampleScore score = tuning.score().fitted(probes);
        List<LogProbs> scored = scored(given.start(), given.samples());
        double[] benign = scores(score, given.mixture(), scored, false);
        double[] harmful = scores(score, given.mixture(), scored, true);
        OptionalDouble auroc = tuning.usesScore() ? auroc(benign, harmful) : OptionalDouble.empty();
        Gate gate = null;
        if (tuning.gated()) {
            Calibration calibration = tuning.score().calibrate(probes, Calibration.FALSE_QUARANTINE_RATE);
            if (!(calibration instanceof Calibration.Separates separates)) {
                LOGGER.atWarn()
                        .log(
                                "the {} score does not separate the probes of {} (AUROC {}); nothing is trained",
                                tuning.score(),
                                task.name(),
                                calibration.auroc());
                return new Outcome(given.start(), auroc);
            }
            gate = separates.gate();
            LOGGER.atInfo()
                    .addKeyValue("harmful", gate.quarantined(harmful).text())
                    .addKeyValue("benign", gate.quarantined(benign).text())
                    .log("the gate held samples back");
        }
        SampleScore weighing = tuning.live() ? score : new ReferenceScore(score);
        TrainingSettings step = step(Method.ANTIBODY, weighing, tuning.tau(), tuning.loss(), given)
                .damped(tuning.damped());
        return new Outcome(trained(step, gate, beside(tuning, given.course()), given, scored), auroc);
    }

    private Rehearsal beside(Tuning.Weighted tuning, Course course) {
        Rehearsal.Anchors joined = tuning.anchors() == 0
                ? null
                : new Rehearsal.Anchors(
                        anchors,
                        new SafetyAnchors(anchors.size(), tuning.anchors(), course.seed()),
                        tuning.anchorWeight());
        return new Rehearsal.Beside(joined, new ProximalPull(tuning.pull()));
    }

    /** What an adapter says of the trusted samples of a task and of harmful ones. */
    TaskProbes probes(Adapter adapter, TaskData task, int templates) {
        return new TaskProbes(
                task.name(),
                evidence(adapter, task.probes(), templates),
                evidence(adapter, BundledSamples.read(BundledSamples.HARMFUL_PROBE), templates));
    }

    /** What an adapter says of samples, as live and as reference adapter. */
    List<Evidence> evidence(Adapter adapter, List<SampleLine.Accepted> lines, int templates) {
        return scored(adapter, encoded(lines, templates)).stream()
                .map(logProbs -> Evidence.of(logProbs, logProbs))
                .toList();
    }

    private static OptionalDouble auroc(double[] benign, double[] harmful) {
        return benign.length == 0 || harmful.length == 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(Detection.auroc(benign, harmful));
    }

    private static double[] scores(SampleScore score, Mixture mixture, List<LogProbs> scored, boolean harmful) {
        List<Double> scores = new ArrayList<>();
        for (int i = 0; i < scored.size(); i++) {
            if (mixture.items().get(i).harmful() == harmful) {
                scores.add(score.gate(Evidence.of(scored.get(i), scored.get(i))));
            }
        }
        return scores.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private List<LogProbs> scored(Adapter adapter, List<OfflineSample> samples) {
        return new TreeScorer(laboratory.model(), Scale.BATCH)
                .score(samples.stream().map(OfflineSample::tree).toList(), adapter);
    }

    private List<OfflineSample> encoded(List<SampleLine.Accepted> lines, int templates) {
        return OfflineSamples.encode(lines, laboratory.encoder(), Laboratory.REFUSALS, templates);
    }

    private Rehearsal lisa(long steps, Course course) {
        int alignment = (int) Math.max(1, Math.round(steps * LISA_PHASE));
        return new Rehearsal.Lisa(
                anchors,
                alignment,
                LISA_RATIO * alignment,
                laboratory.scale().alignment().loss(),
                LISA_RHO,
                course.seed());
    }

    private static TrainingSettings step(Method method, SampleScore score, double tau, Loss loss, Given given) {
        AdamW.Settings optimizer = AdamW.Settings.of(given.course().learningRate(), WEIGHT_DECAY);
        return new TrainingSettings(method, score, tau, loss, optimizer, CLIP_NORM)
                .at(new LearningRate.Linear(given.steps()));
    }

    private Adapter trained(
            TrainingSettings step, @Nullable Gate gate, Rehearsal rehearsal, Given given, List<LogProbs> scored) {
        Course course = given.course();
        OfflineSettings settings = new OfflineSettings(
                step, Scale.BATCH, course.epochs(), course.keepsOrder() ? null : (Long) course.seed(), gate, rehearsal);
        return new OfflineTrainer(laboratory.model(), settings)
                .train(given.start(), given.samples(), scored, done -> given.progress()
                        .accept(
                                done.result().state().step(),
                                done.result().state().adapter()))
                .adapter();
    }
}
