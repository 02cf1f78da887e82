package dev.antibody.training.stream;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.event.avro.Alert;
import dev.antibody.event.avro.AlertKind;
import dev.antibody.event.avro.SampleWeight;
import dev.antibody.event.avro.TrainingStep;
import dev.antibody.training.StepResult;
import dev.antibody.training.StepResult.Skipped;
import dev.antibody.training.StepResult.Updated;
import dev.antibody.training.stream.TrainerCounters.Work;
import java.util.ArrayList;
import java.util.List;

/** What a job's steps since its last checkpoint did, to be committed with the next one. */
final class StepLog {

    private final String job;
    private final double learningRate;
    private final List<TrainingStep> steps = new ArrayList<>();
    private final List<Alert> alerts = new ArrayList<>();
    private final SafetySummary safety = new SafetySummary();
    private Work work = Work.NONE;

    StepLog(String job, double learningRate) {
        this.job = job;
        this.learningRate = learningRate;
    }

    List<TrainingStep> steps() {
        return steps;
    }

    List<Alert> alerts() {
        return alerts;
    }

    SafetySummary safety() {
        return safety;
    }

    Work work() {
        return work;
    }

    /**
     * Notes a step.
     *
     * @param samples its micro-batch, in order
     * @return what it adds to the counters
     */
    Work add(int epoch, StepResult result, List<PendingSample> samples) {
        steps.add(record(epoch, result));
        if (result instanceof Skipped skipped) {
            alerts.add(alert(skipped));
        }
        safety.add(result, samples);
        Work done = work(epoch, result, samples);
        work = work.plus(done);
        return done;
    }

    private static Work work(int epoch, StepResult result, List<PendingSample> samples) {
        long trained = result instanceof Updated
                ? result.samples().stream()
                        .filter(sample -> sample.weight() > 0)
                        .count()
                : 0;
        long quarantined = epoch == 0
                ? samples.stream().filter(sample -> !sample.admitted()).count()
                : 0;
        return new Work(trained, quarantined, 0, 1);
    }

    private TrainingStep record(int epoch, StepResult result) {
        List<SampleWeight> weights = result.samples().stream()
                .map(sample -> new SampleWeight(
                        sample.id(), sample.offset(), sample.r(), sample.score(), sample.weight(), sample.refreshed()))
                .toList();
        return TrainingStep.newBuilder()
                .setJob(job)
                .setStep(result.state().step())
                .setEpoch(epoch)
                .setSamples(weights)
                .setLoss(result.loss())
                .setGradientNorm(result.gradientNorm())
                .setLearningRate(learningRate)
                .setTokens(result.tokens())
                .setUpdated(result instanceof Updated)
                .setSkipReason(
                        result instanceof Skipped skipped ? skipped.reason().text() : null)
                .setAdapterSha256(CheckpointCodec.sha256(result.state().adapter()))
                .build();
    }

    private Alert alert(Skipped skipped) {
        return Alert.newBuilder()
                .setJob(job)
                .setKind(skipped.reason().fault() ? AlertKind.NON_FINITE_GRADIENT : AlertKind.MICRO_BATCH_QUARANTINED)
                .setStep(skipped.state().step())
                .setMessage("step " + skipped.state().step() + " made no update: "
                        + skipped.reason().text())
                .build();
    }
}
