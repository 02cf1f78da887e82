package dev.antibody.training.stream;

import dev.antibody.checkpoint.TrainingState;
import dev.antibody.event.avro.GateDecision;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.CalibratedScores;
import dev.antibody.job.JobEncoder;
import dev.antibody.job.JobSettings;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.TinyModel;
import dev.antibody.lm.TokenTree;
import dev.antibody.lm.TorchLanguageModel;
import dev.antibody.method.Evidence;
import dev.antibody.method.LogProbs;
import dev.antibody.method.ProximalPull;
import dev.antibody.method.SafetyAnchors;
import dev.antibody.training.OfflineSample;
import dev.antibody.training.OfflineSettings;
import dev.antibody.training.OfflineTrainer;
import dev.antibody.training.Rehearsal;
import dev.antibody.training.TrainingSettings;
import dev.antibody.training.TreeScorer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Small jobs and their samples: sums of two numbers. */
final class TrainingJobs {

    private TrainingJobs() {}

    /** Micro-batches of three, a checkpoint every two steps, steps that are large enough to be seen. */
    static JobSettings settings() {
        return JobSettings.defaults()
                .with()
                .batchSize(3)
                .checkpointEvery(2)
                .learningRate(1e-2)
                .lora(new LoraConfig(4, 4, List.of("q_proj", "v_proj")))
                .maxLength(64)
                .promptTemplate(PromptTemplate.NONE)
                .templatesPerSample(2)
                .build();
    }

    /** The same, weighed by log-odds that look at both adapters; a token's log-probability is about -5.5. */
    static JobSettings calibrated() {
        return settings()
                .with()
                .calibrated(Optional.of(CalibratedScores.linear(8, -2, 12, -3, 80)))
                .build();
    }

    /** Names of jobs whose scored samples share a partition, as Kafka's partitioner has it. */
    static List<String> inOnePartition(int count) {
        return IntStream.iterate(0, number -> number + 1)
                .mapToObj(number -> "job-" + number)
                .filter(job -> partition(job) == 0)
                .limit(count)
                .toList();
    }

    /** The partition of a job among the four of the scored topic. */
    static int partition(String job) {
        return Utils.toPositive(Utils.murmur2(job.getBytes(StandardCharsets.UTF_8))) % 4;
    }

    /** Samples number {@code from} to {@code to - 1} of a job. */
    static List<ScoredSample> samples(String job, int from, int to) {
        return IntStream.range(from, to).mapToObj(number -> sample(job, number)).toList();
    }

    static ScoredSample sample(String job, int number) {
        return ScoredSample.newBuilder()
                .setId("s" + number)
                .setJob(job)
                .setPrompt("What is " + number + " plus " + (7 * number + 3) + "?")
                .setResponse("It is " + (8 * number + 3) + ".")
                .setR(-0.5 - 0.01 * number)
                .setResponseLogProb(-5.5 - 0.01 * number)
                .setRefusalLogProb(-5)
                .setRefusalLogProbMin(-6)
                .setRefusalLogProbSpread(0.5)
                .setReferenceR(-0.5)
                .setReferenceRefusalLogProb(-5)
                .setGateScore(5)
                .setGate(GateDecision.ADMITTED)
                .setCheckpointVersion(0)
                .setPromptTokens(10)
                .setResponseTokens(5)
                .setTruncated(false)
                .setScoredAt(Instant.EPOCH)
                .build();
    }

    /** The same sample as the gate holds it back. */
    static ScoredSample quarantined(String job, int number) {
        return ScoredSample.newBuilder(sample(job, number))
                .setGate(GateDecision.QUARANTINED)
                .build();
    }

    /** The samples with what the scoring stage says of them under the adapter that the job starts from. */
    static List<ScoredSample> scored(JobSettings settings, List<ScoredSample> samples) {
        TorchLanguageModel model = TinyModel.LLAMA.model();
        Adapter start = Adapter.initial(model.layout(settings.lora()), settings.seed());
        List<TokenTree> trees =
                offline(settings, samples).stream().map(OfflineSample::tree).toList();
        List<LogProbs> reference = new TreeScorer(model, settings.batchSize()).score(trees, start);
        return IntStream.range(0, samples.size())
                .mapToObj(i -> scored(settings, samples.get(i), reference.get(i)))
                .toList();
    }

    private static ScoredSample scored(JobSettings settings, ScoredSample sample, LogProbs reference) {
        double score = settings.sampleScore().gate(Evidence.of(reference, reference));
        boolean admitted = settings.gate().map(gate -> gate.admits(score)).orElse(true);
        return ScoredSample.newBuilder(sample)
                .setReferenceR(reference.r())
                .setReferenceRefusalLogProb(reference.refusal())
                .setGateScore(score)
                .setGate(admitted ? GateDecision.ADMITTED : GateDecision.QUARANTINED)
                .build();
    }

    /** What training offline on the same samples gives. */
    static TrainingState trainedOffline(JobSettings settings, List<ScoredSample> samples) {
        TorchLanguageModel model = TinyModel.LLAMA.model();
        return trainedOffline(Adapter.initial(model.layout(settings.lora()), settings.seed()), settings, samples);
    }

    /** The same from a given adapter. */
    static TrainingState trainedOffline(Adapter start, JobSettings settings, List<ScoredSample> samples) {
        OfflineTrainer trainer = new OfflineTrainer(
                TinyModel.LLAMA.model(),
                new OfflineSettings(
                        TrainingSettings.of(settings),
                        settings.batchSize(),
                        settings.epochs(),
                        null,
                        settings.gate().orElse(null),
                        new Rehearsal.Beside(anchors(settings), new ProximalPull(settings.pull()))));
        return trainer.train(start, offline(settings, samples), step -> {});
    }

    /** The job's alignment samples as {@code train FILE} reads them. */
    private static Rehearsal.@Nullable Anchors anchors(JobSettings settings) {
        SampleEncoder encoder = settings.encoder(TinyModel.LLAMA.model().tokenizer());
        return settings.anchors()
                .map(anchors -> {
                    List<TokenTree> trees = anchors.samples().stream()
                            .map(sample -> encoder.encode(
                                            sample.system()
                                                            .map(system -> system + "\n\n")
                                                            .orElse("")
                                                    + sample.prompt(),
                                            sample.response(),
                                            List.of())
                                    .tree())
                            .toList();
                    return new Rehearsal.Anchors(
                            trees,
                            new SafetyAnchors(trees.size(), anchors.perMicroBatch(), settings.seed()),
                            anchors.weight());
                })
                .orElse(null);
    }

    private static List<OfflineSample> offline(JobSettings settings, List<ScoredSample> samples) {
        JobEncoder encoder = new JobEncoder(settings, TinyModel.LLAMA.model().tokenizer(), TrainingCluster.TEMPLATES);
        return samples.stream()
                .map(sample -> new OfflineSample(
                        sample.getId(),
                        encoder.encode(sample.getId(), sample.getSystem(), sample.getPrompt(), sample.getResponse())
                                .tree()))
                .toList();
    }
}
