package dev.antibody.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.checkpoint.LiveAdapter;
import dev.antibody.checkpoint.ReferenceAdapters;
import dev.antibody.event.EventSerdes;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.GateDecision;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.CalibratedScores;
import dev.antibody.job.FakeJobs;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.FakeLanguageModel;
import dev.antibody.lm.FakeLanguageModel.Pass;
import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Gate;
import dev.antibody.method.LogisticRegression;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology as the stage runs it, with a fake model, batches of three and a linger of 20 ms. */
class ScoringTopologyTest {

    private static final String REGISTRY = "mock://scoring-topology";
    private static final ScoringSettings SETTINGS = new ScoringSettings(3, Duration.ofMillis(20), 1);

    private final FakeLanguageModel model = new FakeLanguageModel();
    private final FakeJobs jobs = new FakeJobs().with("job").with("other");
    private final EventSerdes serdes = EventSerdes.of(REGISTRY);
    private final ScoringCounters counters = new ScoringCounters();
    private volatile LiveAdapter live = LiveAdapter.REFERENCE;

    @TempDir
    private Path state;

    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> samples;

    @BeforeEach
    void start() {
        SampleScorer scorer = new SampleScorer(
                model,
                new RefusalTemplates(List.of("d")),
                job -> ReferenceAdapters.initial(model, job),
                job -> live,
                InstantSource.fixed(Instant.EPOCH));
        driver = new TopologyTestDriver(
                ScoringTopology.build(
                        SampleReader.open(Map.of("schema.registry.url", REGISTRY), jobs),
                        scorer,
                        serdes,
                        SETTINGS,
                        counters),
                ScoringStage.properties(Map.of("bootstrap.servers", "none:1"), state, SETTINGS),
                Instant.EPOCH);
        samples = driver.createInputTopic(Topics.SAMPLES, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterEach
    void stop() {
        driver.close();
    }

    @Test
    void shouldScoreABatchAsSoonAsItIsFullInOneForwardAndInTheOrderOfArrival() {
        send("job", "1", "2");
        assertThat(scored()).isEmpty();

        send("job", "3", "4");

        assertThat(scored()).containsExactly("job:1@0", "job:2@0", "job:3@0");
        assertThat(model.passes()).containsExactly(new Pass(List.of("<1>", "<2>", "<3>"), 0));
        assertThat(counters.batches()).isEqualTo(1);
        assertThat(counters.scored()).isEqualTo(3);
    }

    @Test
    void shouldScoreWhatCameWhenItsFirstSampleHasWaitedLongEnough() {
        driver.advanceWallClockTime(Duration.ofMillis(100));
        send("job", "1");
        driver.advanceWallClockTime(Duration.ofMillis(12));
        send("job", "2");
        assertThat(scored()).isEmpty();

        driver.advanceWallClockTime(Duration.ofMillis(12));

        assertThat(scored()).containsExactly("job:1@0", "job:2@0");
    }

    @Test
    void shouldKeepACollectedBatchInTheStoreUntilItIsPassedOn() {
        KeyValueStore<Integer, ReceivedRecord> store = driver.getKeyValueStore(ScoringProcessor.BUFFER);
        send("job", "1", "2");

        // what a successor would find: the changelog holds both slots
        assertThat(store.approximateNumEntries()).isEqualTo(2);
        SampleBuffer restored = new SampleBuffer(store, received -> new ReadResult.Rejected("read again"));
        assertThat(restored.entries())
                .extracting(entry -> entry.received().value())
                .containsExactly(Records.json("job", "1", "1", "P"), Records.json("job", "2", "2", "P"));

        send("job", "3");
        assertThat(store.approximateNumEntries()).isZero();
        assertThat(new SampleBuffer(store, received -> new ReadResult.Rejected("read again")).size())
                .isZero();
    }

    @Test
    void shouldNotLetAControlRecordOvertakeTheSamplesInFrontOfIt() {
        send("job", "1", "2");
        close("job");
        send("other", "3");
        close("other");

        assertThat(scored()).containsExactly("job:1@0", "job:2@0", "job:close", "other:3@0", "other:close");
    }

    @Test
    void shouldPassOnTheHeadersOfAControlRecord() {
        close("job");

        TestRecord<String, byte[]> control =
                output(Topics.SCORED, new ByteArrayDeserializer()).readRecord();
        assertThat(control.getKey()).isEqualTo("job");
        assertThat(control.getValue()).isNull();
        assertThat(text(control.headers(), Topics.CONTROL_HEADER)).isEqualTo(Topics.CONTROL_CLOSE);
        assertThat(text(control.headers(), Topics.PARTITION_HEADER)).isEqualTo("0");
        assertThat(text(control.headers(), Topics.PARTITIONS_HEADER)).isEqualTo("4");
    }

    @Test
    void shouldRepeatWhatCannotBeReadAsADeadLetterWithItsReasonAndOrigin() {
        Headers headers = new RecordHeaders().add("trace", Records.utf8("abc"));
        samples.pipeInput(new TestRecord<>(Records.utf8("key"), Records.utf8("rubbish"), headers, 1234L));
        send("job", "1", "2", "3");

        TestRecord<byte[], byte[]> letter = deadLetters().readRecord();
        assertThat(letter.key()).isEqualTo(Records.utf8("key"));
        assertThat(letter.value()).isEqualTo(Records.utf8("rubbish"));
        assertThat(letter.timestamp()).isEqualTo(1234);
        assertThat(text(letter.headers(), "trace")).isEqualTo("abc");
        assertThat(text(letter.headers(), Topics.REASON_HEADER))
                .isEqualTo("neither a JSON object nor Avro in Confluent's wire format");
        assertThat(text(letter.headers(), Topics.STAGE_HEADER)).isEqualTo("scoring");
        assertThat(text(letter.headers(), "__streams.errors.topic")).isEqualTo(Topics.SAMPLES);
        assertThat(text(letter.headers(), "__streams.errors.partition")).isEqualTo("0");
        assertThat(text(letter.headers(), "__streams.errors.offset")).isEqualTo("0");
        assertThat(scored()).hasSize(3);
        assertThat(counters.deadLettered()).isEqualTo(1);
    }

    @Test
    void shouldMakeADeadLetterOfASampleThatTheModelCannotRead() {
        model.refuse("<2>"::equals);

        send("job", "1", "2", "3");

        assertThat(scored()).containsExactly("job:1@0", "job:3@0");
        TestRecord<byte[], byte[]> letter = deadLetters().readRecord();
        assertThat(letter.value()).isEqualTo(Records.json("job", "2", "2", "P"));
        assertThat(text(letter.headers(), Topics.REASON_HEADER)).startsWith("the model cannot score it: ");
    }

    @Test
    void shouldCopyWhatTheGateHoldsBackToTheQuarantineWithTheReason() {
        JobDefinition open = jobs.get("job");
        jobs.with(JobDefinition.open(
                "job", open.settings().with().gate(Optional.of(new Gate(1.5))).build(), Instant.EPOCH));

        send("job", "1");
        send("other", "2");
        close("job");

        assertThat(scored()).containsExactly("job:1@0", "other:2@0", "job:close");
        TestRecord<String, ScoredSample> held = output(Topics.QUARANTINED, serdes.deserializer(ScoredSample.class))
                .readRecord();
        assertThat(held.value().getId()).isEqualTo("1");
        assertThat(text(held.headers(), Topics.REASON_HEADER))
                .isEqualTo("score 1.0000 is below the gate's threshold 1.5000");
        assertThat(counters.quarantined()).isEqualTo(1);
    }

    @Test
    void shouldGateByTheStateUnderTheReferenceWhereTheJobHasARepresentation() {
        // The fake model's state is the mean code of the response and its end over 100: 0.9 for "P", 1.06 for "p"
        fitted(representation(1), 1);
        live = new LiveAdapter(1, model.shift(jobs.get("job").settings().lora(), 0.5f));

        samples.pipeInput(Records.json("job", "1", "1", "P"));
        samples.pipeInput(Records.json("job", "2", "2", "p"));
        close("job");

        List<ScoredSample> scored = scoredRecords();
        assertThat(scored.get(0).getGateScore()).isCloseTo(0.9, within(1e-6));
        assertThat(scored.get(1).getGateScore()).isCloseTo(1.06, within(1e-6));
        assertThat(scored)
                .extracting(ScoredSample::getGate)
                .containsExactly(GateDecision.QUARANTINED, GateDecision.ADMITTED);
    }

    @Test
    void shouldNotScoreForAJobThatWasFittedWithAnotherModel() {
        fitted(representation(2), 1);

        send("job", "1", "2", "3");

        assertThat(text(
                        output(Topics.DEAD_LETTER, new ByteArrayDeserializer())
                                .readRecord()
                                .headers(),
                        Topics.REASON_HEADER))
                .isEqualTo("the job's score was fitted with another model than this node's");
    }

    @Test
    void shouldGateByTheCalibratedScoreUnderTheReferenceWhateverTheLiveAdapterSays() {
        // -3 times the response's loss, which is 0.9 for "P" and 1.06 for "p"
        fitted(CalibratedScores.linear(1, 0, 2, 0, 5), 2);
        live = new LiveAdapter(1, model.shift(jobs.get("job").settings().lora(), 0.5f));

        samples.pipeInput(Records.json("job", "1", "1", "P"));
        samples.pipeInput(Records.json("job", "2", "2", "p"));
        close("job");

        List<ScoredSample> scored = scoredRecords();
        assertThat(scored).extracting(ScoredSample::getCheckpointVersion).containsOnly(1L);
        assertThat(scored.get(0).getGateScore()).isCloseTo(2.3, within(1e-6));
        assertThat(scored.get(1).getGateScore()).isCloseTo(1.82, within(1e-6));
        assertThat(scored)
                .extracting(ScoredSample::getGate)
                .containsExactly(GateDecision.ADMITTED, GateDecision.QUARANTINED);
        assertThat(output(Topics.QUARANTINED, serdes.deserializer(ScoredSample.class))
                        .readRecordsToList())
                .singleElement()
                .satisfies(held -> {
                    assertThat(held.value().getId()).isEqualTo("2");
                    assertThat(text(held.headers(), Topics.REASON_HEADER))
                            .isEqualTo("score 1.8200 is below the gate's threshold 2.0000");
                });
    }

    @Test
    void shouldTakeANewLiveAdapterBetweenTwoBatchesAndSayWhichVersionScored() {
        send("job", "1", "2");
        live = new LiveAdapter(1, model.shift(jobs.get("job").settings().lora(), 0.5f));
        send("job", "3", "4", "5");
        live = new LiveAdapter(2, model.shift(jobs.get("job").settings().lora(), 0.75f));
        send("job", "6");

        assertThat(scored()).containsExactly("job:1@1", "job:2@1", "job:3@1", "job:4@2", "job:5@2", "job:6@2");
    }

    @Test
    void shouldWaitForJobsThatCannotBeReadRatherThanCallASampleBad() {
        jobs.setAway(true);

        assertThatThrownBy(() -> send("job", "1")).isInstanceOf(RuntimeException.class);
        assertThat(deadLetters().isEmpty()).isTrue();
        assertThat(counters.deadLettered()).isZero();
    }

    private void send(String job, String... prompts) {
        for (String prompt : prompts) {
            samples.pipeInput(Records.json(job, prompt, prompt, "P"));
        }
    }

    private void close(String job) {
        ReceivedRecord control = Records.control(job);
        samples.pipeInput(new TestRecord<>(control.key(), control.value(), control.mutableHeaders(), 1L));
    }

    /** Key, id and version of the scored samples since the last call; a control record by its header. */
    private List<String> scored() {
        List<String> seen = new ArrayList<>();
        for (TestRecord<String, ScoredSample> next :
                output(Topics.SCORED, serdes.deserializer(ScoredSample.class)).readRecordsToList()) {
            ScoredSample sample = next.value();
            seen.add(next.key() + ":"
                    + (sample == null
                            ? text(next.headers(), Topics.CONTROL_HEADER)
                            : sample.getId() + "@" + sample.getCheckpointVersion()));
        }
        return seen;
    }

    private TestOutputTopic<byte[], byte[]> deadLetters() {
        return driver.createOutputTopic(Topics.DEAD_LETTER, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private <V> TestOutputTopic<String, V> output(
            String topic, org.apache.kafka.common.serialization.Deserializer<V> values) {
        return driver.createOutputTopic(topic, new StringDeserializer(), values);
    }

    private static @Nullable String text(Headers headers, String name) {
        return headers.lastHeader(name) == null
                ? null
                : new String(headers.lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** Gives the job this score, and a gate. */
    private void fitted(CalibratedScore score, double threshold) {
        jobs.with(JobDefinition.open(
                "job",
                jobs.get("job")
                        .settings()
                        .with()
                        .calibrated(Optional.of(score))
                        .gate(Optional.of(new Gate(threshold)))
                        .build(),
                Instant.EPOCH));
    }

    /** Log-odds that are the sum of a state's coordinates. */
    private static CalibratedScore representation(int coordinates) {
        double[] ones = new double[coordinates];
        Arrays.fill(ones, 1);
        return new CalibratedScore(
                CalibratedScores.linear(1, 0, 2, 0, 5).regression(),
                Optional.of(new LogisticRegression(new double[coordinates], ones, ones, 0)));
    }

    /** Scored samples without the control records among them. */
    private List<ScoredSample> scoredRecords() {
        return output(Topics.SCORED, serdes.deserializer(ScoredSample.class)).readValuesToList().stream()
                .filter(Objects::nonNull)
                .toList();
    }
}
