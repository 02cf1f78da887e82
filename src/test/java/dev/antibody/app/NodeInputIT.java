package dev.antibody.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.antibody.embedded.ChildJvm;
import dev.antibody.event.EventSerdes;
import dev.antibody.event.TopicReader;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.GateDecision;
import dev.antibody.event.avro.Job;
import dev.antibody.event.avro.Sample;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.JobDirectory;
import dev.antibody.job.JobSettings;
import dev.antibody.method.Evidence;
import dev.antibody.method.Gate;
import dev.antibody.method.LogProbs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What strangers send to a node that runs. */
class NodeInputIT {

    private static final String DATA = "src/main/resources/demo/data/";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set before the tests
    private static Path directory;

    @SuppressWarnings("NullAway.Init") // set before the tests
    private static RunningNode node;

    /** What is sent, and a part of the reason that its dead letter gives. */
    private record Bad(byte[] value, String reason) {}

    @BeforeAll
    static void start() {
        node = RunningNode.up(directory.resolve("data"));
        node.antibody("job", "create", "open").done();
    }

    @AfterAll
    static void stop() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void shouldMakeADeadLetterOfEachRecordThatIsNoSampleAndGoOn() {
        List<Bad> bad = new ArrayList<>();
        bad.add(new Bad(text("{\"id\": "), "JSON"));
        bad.add(new Bad(text("[1, 2]"), "neither a JSON object nor Avro"));
        bad.add(new Bad(json("a", "open", "\"What is this?\"", null), "response is missing"));
        bad.add(new Bad(json("b", "open", "\"\"", "\"yes\""), "prompt is empty"));
        bad.add(new Bad(json("c", "open", "7", "\"yes\""), "prompt is not a string"));
        bad.add(new Bad(json("d", "nobody", "\"What is this?\"", "\"yes\""), "unknown job nobody"));
        bad.add(new Bad(json("e", "open", "\"" + "long ".repeat(200_000) + "\"", "\"yes\""), "too long"));
        bad.add(new Bad(new byte[] {'{', '"', (byte) 0xC3, (byte) 0x28, '"', '}'}, "invalid UTF-8"));
        bad.add(new Bad(ByteBuffer.allocate(8).put((byte) 0).putInt(987_654).array(), "unknown schema id 987654"));
        bad.add(new Bad(brokenAvro(), "broken Avro"));

        List<byte[]> records = new ArrayList<>(bad.stream().map(Bad::value).toList());
        records.add(json("good", "open", "\"Where is my card?\"", "\"Intent: card arrival\""));
        send(records);

        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(scoredIds())
                .contains("good"));
        List<ConsumerRecord<byte[], byte[]>> dead = read(Topics.DEAD_LETTER, new ByteArrayDeserializer());
        assertThat(dead).hasSameSizeAs(bad);
        bad.forEach(one -> assertThat(dead)
                .filteredOn(letter -> Arrays.equals(letter.value(), one.value()))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(header(letter, Topics.REASON_HEADER)).contains(one.reason());
                    assertThat(header(letter, Topics.STAGE_HEADER)).isEqualTo("scoring");
                }));
        assertThat(scoredIds()).containsExactly("good");
    }

    @Test
    void shouldSetTheGateOfAJobByProbesUnlessTheyCannotBeToldApart() {
        Typed create = node.antibody(
                        "job",
                        "create",
                        "gated",
                        "--json",
                        "--benign-probes",
                        DATA + "banking-probe.jsonl",
                        "--harmful-probes",
                        DATA + "advbench-probe.jsonl")
                .done();
        assertThat(create.json().get(0).path("gate").doubleValue()).isPositive();

        Typed same = node.antibody(
                "job",
                "create",
                "blind",
                "--benign-probes",
                DATA + "advbench-probe.jsonl",
                "--harmful-probes",
                DATA + "advbench-probe.jsonl");
        assertThat(same.exitCode()).isEqualTo(1);
        assertThat(same.err()).contains("must not be used", "./antibody job calibrate");
    }

    @Test
    void shouldScoreAJobByTheScoreThatItsProbesFitted() throws IOException {
        Typed create = node.antibody(
                        "job",
                        "create",
                        "learned",
                        "--json",
                        "--calibrated",
                        "--benign-probes",
                        DATA + "banking-probe.jsonl",
                        "--harmful-probes",
                        DATA + "advbench-probe.jsonl")
                .done();
        assertThat(create.json().get(0).path("score").asText()).isEqualTo("calibrated");
        assertThat(node.antibody("job", "show", "learned").done().out())
                .containsPattern("score +calibrated")
                .containsPattern("gate +-?\\d");
        assertThat(node.antibody("job", "ls").done().out())
                .containsPattern("learned +open +antibody +calibrated +\\d{4}-")
                .containsPattern("open +open +antibody +refusal +\\d{4}-");
        JobSettings job = job("learned");
        assertThat(job.calibrated()).isPresent();

        List<String> lines = new ArrayList<>();
        for (String file : List.of("banking-probe.jsonl", "advbench-probe.jsonl")) {
            lines.addAll(Files.readAllLines(Path.of(DATA + file)).subList(0, 4));
        }
        Path samples = Files.write(directory.resolve("learned.jsonl"), lines);
        node.antibody("ingest", samples.toString(), "--job", "learned").done();

        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> scored("learned").size() == lines.size());
        assertThat(scored("learned")).allSatisfy(sample -> {
            LogProbs reference = new LogProbs(
                    sample.getReferenceR() + sample.getReferenceRefusalLogProb(),
                    new double[] {sample.getReferenceRefusalLogProb()});
            double score = job.sampleScore().gate(Evidence.of(reference, reference));
            assertThat(sample.getGateScore()).isCloseTo(score, within(1e-9));
            assertThat(sample.getGate() == GateDecision.ADMITTED)
                    .isEqualTo(job.gate().orElseThrow().admits(sample.getGateScore()));
        });
        assertThat(scored("learned"))
                .extracting(ScoredSample::getGate)
                .contains(GateDecision.ADMITTED, GateDecision.QUARANTINED);
        node.antibody("job", "close", "learned").done();
        node.antibody("checkpoint", "verify", "learned").done();
    }

    @Test
    void shouldGateAJobByTheRepresentationThatItsProbesFitted() throws IOException {
        Typed create = node.antibody(
                        "job",
                        "create",
                        "represented",
                        "--json",
                        "--representation",
                        "--benign-probes",
                        DATA + "banking-probe.jsonl",
                        "--harmful-probes",
                        DATA + "advbench-probe.jsonl")
                .done();
        assertThat(create.json().get(0).path("score").asText()).isEqualTo("representation");

        // samples of the same kinds that no probe is
        List<String> benign =
                Files.readAllLines(Path.of(DATA + "banking-judge.jsonl")).subList(0, 12);
        List<String> harmful =
                Files.readAllLines(Path.of(DATA + "advbench-stream.jsonl")).subList(0, 12);
        List<String> lines = new ArrayList<>(benign);
        lines.addAll(harmful);
        Path samples = Files.write(directory.resolve("represented.jsonl"), lines);
        node.antibody("ingest", samples.toString(), "--job", "represented").done();

        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> scored("represented").size() == lines.size());
        Gate gate = job("represented").gate().orElseThrow();
        assertThat(scored("represented"))
                .allSatisfy(sample -> assertThat(sample.getGate() == GateDecision.ADMITTED)
                        .isEqualTo(gate.admits(sample.getGateScore())))
                .filteredOn(sample -> sample.getGate() == GateDecision.QUARANTINED)
                .hasSizeBetween(harmful.size(), harmful.size() + 4);
        node.antibody("job", "close", "represented").done();
        node.antibody("checkpoint", "verify", "represented").done();
    }

    @Test
    void shouldTrainAJobBesideTheSafeSamplesThatItWasGiven() throws IOException {
        List<String> lines = Files.readAllLines(Path.of(DATA + "banking-probe.jsonl"));
        Path safe = Files.write(directory.resolve("safe.jsonl"), lines.subList(0, 5));
        Path samples = Files.write(directory.resolve("anchored.jsonl"), lines.subList(5, 13));
        Typed create = node.antibody(
                        "job",
                        "create",
                        "anchored",
                        "--json",
                        "--method",
                        "sft",
                        "--damped",
                        "--pull",
                        "0.25",
                        "--batch",
                        "4",
                        "--safe",
                        safe.toString(),
                        "--anchors",
                        "2",
                        "--anchor-weight",
                        "0.5")
                .done();
        assertThat(create.json().get(0).path("safeSamples").intValue()).isEqualTo(5);
        assertThat(node.antibody("job", "show", "anchored").done().out())
                .containsPattern("anchors +2")
                .containsPattern("anchorWeight +0.5")
                .containsPattern("damped +true")
                .containsPattern("pull +0.25");
        assertThat(job("anchored").anchors())
                .hasValueSatisfying(anchors -> assertThat(anchors.samples()).hasSize(5));

        node.antibody("ingest", samples.toString(), "--job", "anchored").done();
        node.antibody("job", "close", "anchored").done();
        assertThat(node.antibody("checkpoint", "show", "anchored", "--json")
                        .done()
                        .json()
                        .get(0)
                        .path("step")
                        .longValue())
                .isEqualTo(2);
    }

    @Test
    void shouldTellASecondNodeAtOnceThatTheFirstOneRuns() {
        try (ChildJvm second = RunningNode.start(directory.resolve("data"))) {
            assertThat(second.awaitExit()).isEqualTo(2);
            assertThat(second.lines()).singleElement().asString().contains("a node runs on", "--data");
        }
        node.antibody("job", "ls").done();
    }

    private static byte[] json(String id, String job, String prompt, @Nullable String response) {
        return text("{\"id\": \"" + id + "\", \"job\": \"" + job + "\", \"prompt\": " + prompt
                + (response == null ? "" : ", \"response\": " + response) + "}");
    }

    private static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    /** A sample that the serializer wrote, without its second half. */
    private static byte[] brokenAvro() {
        Sample sample = Sample.newBuilder()
                .setId("f")
                .setJob("open")
                .setPrompt("What is this?")
                .setResponse("yes")
                .build();
        try (Serializer<Sample> serializer = serdes().serializer()) {
            byte[] whole = serializer.serialize(Topics.SAMPLES, sample);
            return Arrays.copyOf(whole, whole.length / 2);
        }
    }

    private static void send(List<byte[]> values) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", node.endpoints().bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (byte[] value : values) {
                var unused = producer.send(new ProducerRecord<>(Topics.SAMPLES, 0, null, value));
            }
            producer.flush();
        }
    }

    private static List<String> scoredIds() {
        return scored("open").stream().map(ScoredSample::getId).toList();
    }

    private static List<ScoredSample> scored(String job) {
        return read(Topics.SCORED, serdes().deserializer(ScoredSample.class)).stream()
                .map(ConsumerRecord::value)
                .filter(sample -> sample != null && sample.getJob().equals(job))
                .toList();
    }

    private static JobSettings job(String id) {
        try (JobDirectory jobs = JobDirectory.open(
                Map.of("bootstrap.servers", node.endpoints().bootstrapServers()), serdes().deserializer(Job.class))) {
            return jobs.find(id).orElseThrow().settings();
        }
    }

    private static EventSerdes serdes() {
        return EventSerdes.of(node.endpoints().schemaRegistryUrl());
    }

    private static <T> List<ConsumerRecord<byte[], T>> read(String topic, Deserializer<T> values) {
        List<ConsumerRecord<byte[], T>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], T> consumer = new KafkaConsumer<>(
                TopicReader.settings(node.endpoints().bootstrapServers()), new ByteArrayDeserializer(), values)) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            TopicReader.readToEnd(consumer, partitions, records::add);
        }
        return records;
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
