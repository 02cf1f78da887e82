package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.TrainingState;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.Alert;
import dev.antibody.event.avro.AlertKind;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.event.avro.GateDecision;
import dev.antibody.event.avro.JobState;
import dev.antibody.event.avro.SafetyMetrics;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.event.avro.TrainingStep;
import dev.antibody.job.JobSettings;
import dev.antibody.job.SafeSums;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.method.Gate;
import dev.antibody.method.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamTrainerIT {

    @TempDir
    private Path directory;

    private TrainingCluster cluster;

    @BeforeEach
    void startCluster() {
        cluster = TrainingCluster.start(directory);
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    @Test
    void shouldTrainAJobToTheBitsOfOfflineTraining() {
        JobSettings settings = TrainingJobs.settings().with().epochs(2).build();
        List<ScoredSample> samples = TrainingJobs.samples("sums", 0, 14);
        cluster.putJob("sums", settings);
        cluster.send(samples);
        cluster.sendClose("sums");

        try (StreamTrainer trainer = cluster.startTrainer()) {
            TrainingState state = cluster.awaitFinished("sums");

            assertThat(CheckpointCodec.encode(state))
                    .isEqualTo(CheckpointCodec.encode(TrainingJobs.trainedOffline(settings, samples)));
            assertThat(trainer.failure()).isEmpty();
            assertThat(trainer.isReady()).isTrue();
            assertThat(trainer.counters().totals().steps()).isEqualTo(10);
            assertThat(trainer.counters().totals().trained()).isEqualTo(28);
        }
        assertThat(cluster.state("sums")).isEqualTo(JobState.CLOSED);
        assertThat(cluster.steps("sums"))
                .extracting(TrainingStep::getStep)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        CheckpointManifest last = cluster.newest("sums");
        assertThat(last.getSamplesTrained()).isEqualTo(28);
        assertThat(cluster.groupOffset(last.getPartition())).contains(cluster.end(last.getPartition()));
        assertThat(cluster.records(Topics.DEAD_LETTER)).isEmpty();
    }

    @Test
    void shouldWeighByTheCalibratedScoreToTheBitsOfOfflineTraining() {
        JobSettings plain = TrainingJobs.calibrated().with().epochs(2).build();
        List<ScoredSample> samples = TrainingJobs.scored(plain, TrainingJobs.samples("sums", 0, 14));
        // a gate that holds back about a third
        double threshold = samples.stream()
                .mapToDouble(ScoredSample::getGateScore)
                .sorted()
                .skip(5)
                .findFirst()
                .orElseThrow();
        JobSettings settings =
                plain.with().gate(Optional.of(new Gate(threshold))).build();
        List<ScoredSample> gated = TrainingJobs.scored(settings, samples);
        cluster.putJob("sums", settings);
        cluster.send(gated);
        cluster.sendClose("sums");

        try (StreamTrainer trainer = cluster.startTrainer()) {
            TrainingState state = cluster.awaitFinished("sums");

            assertThat(CheckpointCodec.encode(state))
                    .isEqualTo(CheckpointCodec.encode(TrainingJobs.trainedOffline(settings, samples)));
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(gated).extracting(ScoredSample::getGate).contains(GateDecision.ADMITTED, GateDecision.QUARANTINED);
        assertThat(cluster.newest("sums").getSamplesQuarantined()).isEqualTo(5);
        // log-probabilities of benign, neither all of them certain nor alike
        assertThat(cluster.steps("sums"))
                .flatExtracting(TrainingStep::getSamples)
                .allSatisfy(sample -> assertThat(sample.getScore()).isNegative())
                .anySatisfy(sample -> assertThat(sample.getWeight()).isBetween(0.01, 0.3))
                .anySatisfy(sample -> assertThat(sample.getWeight()).isBetween(0.35, 0.99));
    }

    @Test
    void shouldTrainWithAnchorsDampingAndPullToTheBitsOfOfflineTraining() {
        JobSettings plain = TrainingJobs.settings().with().epochs(2).build();
        // by rising score, behind a gate that holds back the first five
        List<ScoredSample> samples = TrainingJobs.scored(plain, TrainingJobs.samples("sums", 0, 14)).stream()
                .sorted(Comparator.comparingDouble(ScoredSample::getGateScore))
                .toList();
        double threshold = (samples.get(4).getGateScore() + samples.get(5).getGateScore()) / 2;
        JobSettings gated = plain.with().gate(Optional.of(new Gate(threshold))).build();
        JobSettings settings = gated.with()
                .anchors(Optional.of(SafeSums.anchors(2, 0.5)))
                .damped(true)
                .pull(0.5)
                .build();
        cluster.putJob("sums", settings);
        cluster.send(TrainingJobs.scored(settings, samples));
        cluster.sendClose("sums");

        try (StreamTrainer trainer = cluster.startTrainer()) {
            TrainingState state = cluster.awaitFinished("sums");

            byte[] bits = CheckpointCodec.encode(state);
            assertThat(bits)
                    .isEqualTo(CheckpointCodec.encode(TrainingJobs.trainedOffline(settings, samples)))
                    .isNotEqualTo(CheckpointCodec.encode(TrainingJobs.trainedOffline(
                            settings.with().anchors(Optional.empty()).build(), samples)))
                    .isNotEqualTo(CheckpointCodec.encode(TrainingJobs.trainedOffline(
                            settings.with().damped(false).build(), samples)))
                    .isNotEqualTo(CheckpointCodec.encode(
                            TrainingJobs.trainedOffline(settings.with().pull(0).build(), samples)));
            assertThat(trainer.failure()).isEmpty();
        }
        // the first of each epoch has nothing of the user's to learn, so its anchors teach nothing either
        assertThat(cluster.steps("sums"))
                .extracting(TrainingStep::getUpdated)
                .containsExactly(false, true, true, true, true, false, true, true, true, true);
    }

    @Test
    void shouldRefuseAJobWhoseAnchorsTheModelCannotReadAndTrainTheOthers() {
        List<String> jobs = TrainingJobs.inOnePartition(2);
        String unreadable = jobs.get(0);
        String other = jobs.get(1);
        // the tiny model has no chat template
        cluster.putJob(
                unreadable,
                TrainingJobs.settings()
                        .with()
                        .promptTemplate(PromptTemplate.CHAT)
                        .anchors(Optional.of(SafeSums.anchors(1, 1)))
                        .build());
        cluster.putJob(other, TrainingJobs.settings());
        cluster.send(TrainingJobs.sample(unreadable, 0));
        cluster.send(TrainingJobs.samples(other, 0, 3));
        cluster.sendClose(other);

        try (StreamTrainer trainer = cluster.startTrainer()) {
            assertThat(cluster.awaitFinished(other).step()).isEqualTo(1);
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.records(Topics.DEAD_LETTER))
                .extracting(letter -> header(letter, Topics.REASON_HEADER))
                .containsExactly(
                        "its alignment samples cannot be encoded for the model: dev.antibody.lm.ModelException");
    }

    @Test
    void shouldTrainJobsSideBySideAsIfEachWereAlone() {
        List<String> jobs = new ArrayList<>(TrainingJobs.inOnePartition(2));
        jobs.add("elsewhere");
        JobSettings settings = TrainingJobs.settings();
        jobs.forEach(job -> cluster.putJob(job, settings));
        for (int number = 0; number < 11; number++) {
            for (String job : jobs) {
                cluster.send(TrainingJobs.sample(job, number));
            }
        }
        jobs.forEach(cluster::sendClose);

        try (StreamTrainer trainer = cluster.startTrainer()) {
            for (String job : jobs) {
                assertThat(CheckpointCodec.encode(cluster.awaitFinished(job)))
                        .isEqualTo(CheckpointCodec.encode(
                                TrainingJobs.trainedOffline(settings, TrainingJobs.samples(job, 0, 11))));
            }
            assertThat(trainer.counters().totals().checkpoints()).isEqualTo(3 * 2);
        }
    }

    @Test
    void shouldRefreshScoresThatAreTooManyCheckpointsOld() {
        JobSettings settings =
                TrainingJobs.settings().with().maxWeightStaleness(1).build();
        cluster.putJob("sums", settings);
        cluster.send(TrainingJobs.samples("sums", 0, 18));
        cluster.sendClose("sums");

        try (StreamTrainer trainer = cluster.startTrainer()) {
            cluster.awaitFinished("sums");
            assertThat(trainer.failure()).isEmpty();
        }
        // all were scored by version 0; two steps make a checkpoint
        List<TrainingStep> steps = cluster.steps("sums");
        assertThat(steps)
                .extracting(step -> step.getSamples().get(0).getRefreshed())
                .containsExactly(false, false, false, false, true, true);
        assertThat(steps.get(1).getSamples().get(0).getR())
                .isCloseTo(TrainingJobs.sample("sums", 3).getR(), within(1e-12));
    }

    @Test
    void shouldGiveNoWeightToWhatTheGateHeldBack() {
        cluster.putJob("sums", TrainingJobs.settings());
        cluster.send(TrainingJobs.sample("sums", 0));
        cluster.send(TrainingJobs.quarantined("sums", 1));
        cluster.send(TrainingJobs.sample("sums", 2));
        cluster.send(TrainingJobs.quarantined("sums", 3));
        cluster.send(TrainingJobs.quarantined("sums", 4));
        cluster.send(TrainingJobs.quarantined("sums", 5));
        cluster.sendClose("sums");

        try (StreamTrainer trainer = cluster.startTrainer()) {
            cluster.awaitFinished("sums");
            assertThat(trainer.counters().totals().quarantinedSeen()).isEqualTo(4);
            assertThat(trainer.counters().totals().trained()).isEqualTo(2);
        }
        List<TrainingStep> steps = cluster.steps("sums");
        assertThat(steps.get(0).getSamples().get(0).getWeight()).isPositive();
        assertThat(steps.get(0).getSamples().get(1).getWeight()).isZero();
        assertThat(steps.get(0).getUpdated()).isTrue();
        assertThat(steps.get(1).getUpdated()).isFalse();
        assertThat(steps.get(1).getSkipReason()).isEqualTo("the gate admitted no sample of the micro-batch");
        assertThat(steps.get(1).getAdapterSha256()).isEqualTo(steps.get(0).getAdapterSha256());
        assertThat(cluster.newest("sums").getSamplesQuarantined()).isEqualTo(4);
        assertThat(cluster.records(Topics.ALERTS, Alert.class))
                .singleElement()
                .satisfies(alert -> assertThat(alert.getKind()).isEqualTo(AlertKind.MICRO_BATCH_QUARANTINED));
        SafetyMetrics metrics =
                cluster.records(Topics.SAFETY_METRICS, SafetyMetrics.class).get(0);
        assertThat(metrics.getSamples()).isEqualTo(6);
        assertThat(metrics.getQuarantined()).isEqualTo(4);
        assertThat(metrics.getMeanWeight()).isCloseTo(1, within(1e-9));
    }

    @Test
    void shouldGiveEverySampleTheSameWeightUnderPlainFineTuning() {
        JobSettings settings = TrainingJobs.settings().with().method(Method.SFT).build();
        cluster.putJob("sums", settings);
        cluster.send(TrainingJobs.samples("sums", 0, 6));
        cluster.sendClose("sums");

        try (StreamTrainer trainer = cluster.startTrainer()) {
            TrainingState state = cluster.awaitFinished("sums");
            assertThat(trainer.failure()).isEmpty();
            assertThat(CheckpointCodec.encode(state))
                    .isEqualTo(CheckpointCodec.encode(
                            TrainingJobs.trainedOffline(settings, TrainingJobs.samples("sums", 0, 6))));
        }
        assertThat(cluster.steps("sums"))
                .flatExtracting(TrainingStep::getSamples)
                .allSatisfy(sample -> assertThat(sample.getWeight()).isEqualTo(1.0 / 3));
    }

    @Test
    void shouldSkipAStepThatIsNotFiniteAndRaiseAnAlert() {
        cluster.putJob("sums", TrainingJobs.settings().with().learningRate(1e30).build());
        cluster.send(TrainingJobs.samples("sums", 0, 9));
        cluster.sendClose("sums");

        try (StreamTrainer trainer = cluster.startTrainer()) {
            cluster.awaitFinished("sums");
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.steps("sums")).extracting(TrainingStep::getUpdated).containsExactly(true, false, false);
        assertThat(cluster.records(Topics.ALERTS, Alert.class))
                .extracting(Alert::getKind, Alert::getStep)
                .containsExactly(tuple(AlertKind.NON_FINITE_GRADIENT, 2L), tuple(AlertKind.NON_FINITE_GRADIENT, 3L));
    }

    @Test
    void shouldCloseAJobThatNeverGotASample() {
        cluster.putJob("empty", TrainingJobs.settings());
        cluster.sendClose("empty");

        try (StreamTrainer trainer = cluster.startTrainer()) {
            assertThat(cluster.awaitFinished("empty").step()).isZero();
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.state("empty")).isEqualTo(JobState.CLOSED);
    }

    @Test
    void shouldWaitForTheControlRecordsOfAllPartitionsAcrossARestart() {
        cluster.putJob("sums", TrainingJobs.settings());
        cluster.send(TrainingJobs.samples("sums", 0, 3));
        cluster.sendControl("sums", 0, 4);
        cluster.sendControl("sums", 2, 4);
        cluster.send(TrainingJobs.samples("sums", 3, 6));
        cluster.sendControl("sums", 1, 4);
        cluster.sendControl("sums", 2, 4);
        try (StreamTrainer trainer = cluster.startTrainer()) {
            cluster.awaitManifest("sums", manifest -> manifest.getStep() == 2);
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.newest("sums").getFinished()).isFalse();
        // the first control record has to be seen again
        assertThat(cluster.newest("sums").getResumeOffset()).isEqualTo(3);

        try (StreamTrainer trainer = cluster.startTrainer()) {
            cluster.send(TrainingJobs.samples("sums", 6, 7));
            cluster.sendControl("sums", 3, 4);
            assertThat(cluster.awaitFinished("sums").step()).isEqualTo(3);
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.newest("sums").getEndOffset()).isEqualTo(12);
    }

    @Test
    void shouldMakeOneDeadLetterOfEachRecordThatItCannotTrainOn() {
        List<String> jobs = TrainingJobs.inOnePartition(3);
        String open = jobs.get(0);
        String closed = jobs.get(1);
        String unknown = jobs.get(2);
        cluster.putJob(open, TrainingJobs.settings());
        cluster.putJob(closed, TrainingJobs.settings());
        cluster.send(TrainingJobs.sample(open, 0));
        cluster.send(open, utf8("no sample"));
        cluster.send(open, new byte[0]);
        cluster.send(TrainingJobs.sample(unknown, 1));
        cluster.sendClose(closed);
        cluster.send(TrainingJobs.sample(closed, 2));

        try (StreamTrainer trainer = cluster.startTrainer()) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> cluster.records(Topics.DEAD_LETTER).size() >= 4);
            assertThat(trainer.failure()).isEmpty();
        }
        // the open job's sample is in no checkpoint, so everything is read again
        assertThat(cluster.manifests(open)).isEmpty();
        try (StreamTrainer trainer = cluster.startTrainer()) {
            cluster.send(TrainingJobs.samples(open, 1, 6));
            cluster.awaitManifest(open, manifest -> manifest.getVersion() == 1);
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.records(Topics.DEAD_LETTER))
                .extracting(letter -> header(letter, Topics.REASON_HEADER))
                .containsExactly(
                        "not a scored sample in Confluent's wire format",
                        "empty value without the header antibody.control",
                        "unknown job",
                        "job " + closed + " is closed");
        assertThat(cluster.records(Topics.DEAD_LETTER))
                .extracting(letter -> header(letter, Topics.STAGE_HEADER))
                .containsOnly("training");
        assertThat(new String(cluster.records(Topics.DEAD_LETTER).get(0).value(), StandardCharsets.UTF_8))
                .isEqualTo("no sample");
    }

    @Test
    void shouldTrainOnWhatThereIsWhenNoMoreComes() {
        StreamTrainerSettings hasty = new StreamTrainerSettings(Duration.ofMillis(500), 3, "test");
        cluster.putJob("sums", TrainingJobs.settings());
        try (StreamTrainer trainer = cluster.startTrainer(hasty)) {
            cluster.send(TrainingJobs.samples("sums", 0, 2));
            cluster.awaitManifest("sums", manifest -> manifest.getStep() == 1);
            cluster.send(TrainingJobs.samples("sums", 2, 5));
            cluster.awaitManifest("sums", manifest -> manifest.getStep() == 2);
            assertThat(trainer.failure()).isEmpty();
        }
        assertThat(cluster.steps("sums"))
                .extracting(step -> step.getSamples().size())
                .containsExactly(2, 3);
        assertThat(cluster.newest("sums").getResumeOffset()).isEqualTo(5);
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
