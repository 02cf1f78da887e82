package dev.antibody.job;

import dev.antibody.event.avro.Job;
import dev.antibody.event.avro.LossKind;
import dev.antibody.event.avro.Representation;
import dev.antibody.event.avro.ScoreKind;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.lm.Truncation;
import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Gate;
import dev.antibody.method.LogisticRegression;
import dev.antibody.method.Loss;
import dev.antibody.method.Method;
import dev.antibody.method.Score;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Jobs to and from the records of the jobs topic. */
public final class JobEvents {

    private JobEvents() {}

    /**
     * The job that a record tells of.
     *
     * @throws IllegalArgumentException if the record's settings are not valid
     */
    public static JobDefinition fromAvro(Job job) {
        JobSettings settings = new JobSettings(
                Method.valueOf(job.getMethod().name()),
                Score.valueOf(job.getScore().name()),
                Optional.ofNullable(job.getGateThreshold()).map(Gate::new),
                job.getTau(),
                Loss.valueOf(job.getLoss().name()),
                job.getBatchSize(),
                job.getEpochs(),
                job.getLearningRate(),
                job.getWeightDecay(),
                job.getClipNorm(),
                job.getSeed(),
                new LoraConfig(job.getLoraRank(), job.getLoraAlpha(), job.getLoraTargets()),
                job.getMaxLength(),
                Truncation.valueOf(job.getTruncation().name()),
                PromptTemplate.valueOf(job.getPromptTemplate().name()),
                job.getTemplatesPerSample(),
                job.getMaxWeightStaleness(),
                job.getCheckpointEvery(),
                Optional.ofNullable(job.getReferenceSha256()),
                Optional.ofNullable(job.getCalibrated()).map(JobEvents::fromAvro),
                Optional.ofNullable(job.getAnchors()).map(JobEvents::fromAvro),
                job.getDamped(),
                job.getPull());
        return new JobDefinition(job.getId(), job.getState(), settings, job.getCreatedAt());
    }

    /** The record that tells of a job. */
    public static Job toAvro(JobDefinition job) {
        JobSettings settings = job.settings();
        return Job.newBuilder()
                .setId(job.id())
                .setState(job.state())
                .setMethod(
                        dev.antibody.event.avro.Method.valueOf(settings.method().name()))
                .setScore(ScoreKind.valueOf(settings.score().name()))
                .setGateThreshold(settings.gate().map(Gate::threshold).orElse(null))
                .setTau(settings.tau())
                .setLoss(LossKind.valueOf(settings.loss().name()))
                .setBatchSize(settings.batchSize())
                .setEpochs(settings.epochs())
                .setLearningRate(settings.learningRate())
                .setWeightDecay(settings.weightDecay())
                .setClipNorm(settings.clipNorm())
                .setSeed(settings.seed())
                .setLoraRank(settings.lora().rank())
                .setLoraAlpha(settings.lora().alpha())
                .setLoraTargets(settings.lora().targets())
                .setMaxLength(settings.maxLength())
                .setTruncation(dev.antibody.event.avro.Truncation.valueOf(
                        settings.truncation().name()))
                .setPromptTemplate(dev.antibody.event.avro.PromptTemplate.valueOf(
                        settings.promptTemplate().name()))
                .setTemplatesPerSample(settings.templatesPerSample())
                .setMaxWeightStaleness(settings.maxWeightStaleness())
                .setCheckpointEvery(settings.checkpointEvery())
                .setReferenceSha256(settings.reference().orElse(null))
                .setCalibrated(settings.calibrated().map(JobEvents::toAvro).orElse(null))
                .setAnchors(settings.anchors().map(JobEvents::toAvro).orElse(null))
                .setDamped(settings.damped())
                .setPull(settings.pull())
                .setCreatedAt(job.createdAt())
                .build();
    }

    private static CalibratedScore fromAvro(dev.antibody.event.avro.CalibratedScore score) {
        return new CalibratedScore(
                regression(score.getMeans(), score.getDeviations(), score.getWeights(), score.getIntercept()),
                Optional.ofNullable(score.getRepresentation())
                        .map(states -> regression(
                                states.getMeans(),
                                states.getDeviations(),
                                states.getWeights(),
                                states.getIntercept())));
    }

    private static LogisticRegression regression(
            List<Double> means, List<Double> deviations, List<Double> weights, double intercept) {
        return new LogisticRegression(numbers(means), numbers(deviations), numbers(weights), intercept);
    }

    private static dev.antibody.event.avro.CalibratedScore toAvro(CalibratedScore score) {
        LogisticRegression regression = score.regression();
        return new dev.antibody.event.avro.CalibratedScore(
                numbers(regression.means()),
                numbers(regression.deviations()),
                numbers(regression.weights()),
                regression.intercept(),
                score.representation()
                        .map(states -> new Representation(
                                numbers(states.means()),
                                numbers(states.deviations()),
                                numbers(states.weights()),
                                states.intercept()))
                        .orElse(null));
    }

    private static Anchors fromAvro(dev.antibody.event.avro.Anchors anchors) {
        List<SafeSample> samples = anchors.getSamples().stream()
                .map(sample -> new SafeSample(
                        Optional.ofNullable(sample.getSystem()), sample.getPrompt(), sample.getResponse()))
                .toList();
        return new Anchors(samples, anchors.getPerMicroBatch(), anchors.getWeight());
    }

    private static dev.antibody.event.avro.Anchors toAvro(Anchors anchors) {
        List<dev.antibody.event.avro.SafeSample> samples = anchors.samples().stream()
                .map(sample -> new dev.antibody.event.avro.SafeSample(
                        sample.system().orElse(null), sample.prompt(), sample.response()))
                .toList();
        return new dev.antibody.event.avro.Anchors(samples, anchors.perMicroBatch(), anchors.weight());
    }

    private static double[] numbers(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static List<Double> numbers(double[] numbers) {
        return Arrays.stream(numbers).boxed().toList();
    }
}
