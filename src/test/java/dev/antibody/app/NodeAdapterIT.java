package dev.antibody.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.antibody.event.EventSerdes;
import dev.antibody.event.TopicReader;
import dev.antibody.event.Topics;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.lm.TinyModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job that starts from an aligned adapter, as its user types it, with a node that is stopped in the middle. */
class NodeAdapterIT {

    private static final String DEMO = "src/main/resources/demo/data/";
    private static final int SAMPLES = 40;

    @TempDir
    private Path directory;

    @Test
    void shouldScoreAndTrainFromAnAlignedAdapter() throws IOException {
        Path data = directory.resolve("data");
        Path aligned = directory.resolve("aligned");
        try (RunningNode node = RunningNode.up(data)) {
            align(node, aligned);
            node.antibody("checkpoint", "verify", "--adapter", aligned.toString())
                    .done();
            shouldRefuseWhatDoesNotFit(node, aligned);

            JsonNode job = node.antibody(
                            "job",
                            "create",
                            "support",
                            "--adapter",
                            aligned.toString(),
                            "--batch",
                            "8",
                            "--lr",
                            "1e-3",
                            "--checkpoint-every",
                            "1",
                            "--calibrated",
                            "--benign-probes",
                            DEMO + "banking-probe.jsonl",
                            "--harmful-probes",
                            DEMO + "advbench-probe.jsonl",
                            "--json")
                    .done()
                    .json()
                    .get(0);
            assertThat(job.path("loraRank").intValue()).isEqualTo(4);
            assertThat(job.path("score").textValue()).isEqualTo("calibrated");
            assertThat(job.path("gate").isNumber()).isTrue();
            assertThat(job.path("reference").textValue())
                    .isEqualTo(checkpoint(node, 0).path("adapterSha256").textValue());
            assertThat(node.antibody("job", "create", "support", "--adapter", aligned.toString())
                            .refused())
                    .contains("already");

            ingest(node, 0, SAMPLES / 2);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> checkpoint(node, -1).path("version").intValue() >= 2);
            shouldHaveScoredUnder(aligned, node);
            assertThat(node.terminate()).isZero();
        }
        try (RunningNode node = RunningNode.up(data)) {
            ingest(node, SAMPLES / 2, SAMPLES);
            node.antibody("job", "close", "support").done();

            JsonNode last = checkpoint(node, -1);
            assertThat(last.path("samplesTrained").intValue()
                            + last.path("samplesQuarantined").intValue())
                    .isEqualTo(SAMPLES);
            assertThat(last.path("version").intValue()).isGreaterThan(4);
            node.antibody("checkpoint", "verify", "support").done();
            // more than the three whose blobs are kept have come since
            node.antibody("checkpoint", "verify", "support", "--version", "0").done();
            Path exported = directory.resolve("exported");
            node.antibody("checkpoint", "export", "support", "--version", "0", "--out", exported.toString())
                    .done();
            assertThat(exported.resolve("adapter_model.safetensors"))
                    .hasSameBinaryContentAs(aligned.resolve("adapter_model.safetensors"));
            node.antibody("job", "create", "next", "--adapter", exported.toString(), "--unsigned-adapter")
                    .done();
        }
    }

    private static void align(RunningNode node, Path out) {
        node.antibody(
                        "align",
                        "--safe",
                        DEMO + "banking-probe.jsonl",
                        "--harmful",
                        DEMO + "advbench-probe.jsonl",
                        "--out",
                        out.toString(),
                        "--steps",
                        "2",
                        "--batch",
                        "2",
                        "--lora-rank",
                        "4")
                .done();
    }

    private void shouldRefuseWhatDoesNotFit(RunningNode node, Path aligned) {
        assertThat(node.antibody("job", "create", "other", "--adapter", aligned.toString(), "--lora-rank", "8")
                        .refused())
                .contains("the adapter has rank 4, alpha 4.0 and targets q_proj,k_proj,v_proj; leave out --lora-rank");
        assertThat(node.antibody(
                                "job",
                                "create",
                                "other",
                                "--adapter",
                                aligned.toString(),
                                "--model",
                                TinyModel.LLAMA.directory().toString())
                        .refused())
                .contains("the node runs another model; give --model");
        assertThat(node.antibody(
                                "job",
                                "create",
                                "other",
                                "--adapter",
                                TinyModel.LLAMA.directory().resolve("adapter").toString(),
                                "--unsigned-adapter")
                        .refused())
                .contains("the adapter is for another model");
        assertThat(node.antibody("job", "ls").done().out()).contains("no jobs");
    }

    /** What was scored before the first checkpoint was scored under the aligned adapter, and so differs from the base. */
    private void shouldHaveScoredUnder(Path aligned, RunningNode node) {
        Map<String, Double> adapted = responses("--adapter", aligned);
        Map<String, Double> base = responses();
        List<ScoredSample> first = scored(node).stream()
                .filter(sample -> sample.getCheckpointVersion() == 0)
                .toList();

        assertThat(first).isNotEmpty().allSatisfy(sample -> assertThat(sample.getResponseLogProb())
                .isCloseTo(adapted.get(sample.getId()), within(1e-4)));
        assertThat(first).anySatisfy(sample -> assertThat(sample.getResponseLogProb())
                .isNotCloseTo(base.get(sample.getId()), within(1e-3)));
    }

    /** Log-probabilities of the responses of the samples that were ingested last, by id. */
    private Map<String, Double> responses(Object... adapter) {
        List<Object> arguments = new ArrayList<>(List.of("score", directory.resolve("samples.jsonl")));
        arguments.addAll(List.of(adapter));
        return Typed.command(arguments.toArray()).done().json().stream()
                .collect(Collectors.toMap(line -> line.path("id").textValue(), line -> line.path("responseLogProb")
                        .doubleValue()));
    }

    private static List<ScoredSample> scored(RunningNode node) {
        List<ScoredSample> scored = new ArrayList<>();
        try (KafkaConsumer<byte[], ScoredSample> consumer = new KafkaConsumer<>(
                TopicReader.settings(node.endpoints().bootstrapServers()),
                new ByteArrayDeserializer(),
                EventSerdes.of(node.endpoints().schemaRegistryUrl()).deserializer(ScoredSample.class))) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.SCORED).stream()
                    .map(partition -> new TopicPartition(Topics.SCORED, partition.partition()))
                    .toList();
            TopicReader.readToEnd(consumer, partitions, record -> scored.add(record.value()));
        }
        return scored;
    }

    private void ingest(RunningNode node, int from, int to) throws IOException {
        List<String> lines =
                Files.readAllLines(Path.of(DEMO + "banking-stream.jsonl")).subList(from, to);
        Path file = Files.write(directory.resolve("samples.jsonl"), lines);
        node.antibody("ingest", file.toString(), "--job", "support").done();
    }

    /** A checkpoint of the job, from the end when the place is negative. */
    private static JsonNode checkpoint(RunningNode node, int place) {
        List<JsonNode> checkpoints =
                node.antibody("checkpoint", "ls", "support", "--json").done().json();
        return checkpoints.get(place < 0 ? checkpoints.size() + place : place);
    }
}
