package dev.antibody.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.antibody.event.Endpoints;
import dev.antibody.lm.Fixtures;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node and a job from the first command to the last one, as its user types them. */
class NodeLifeIT {

    private static final int SAMPLES = 20;
    private static final Duration STOPS_WITHIN = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    @Test
    void shouldTakeAJobFromItsFirstSampleToAnAdapterAndKnowItAfterARestart() throws Exception {
        Path data = directory.resolve("data");
        JsonNode checkpoint;
        try (RunningNode node = RunningNode.up(data)) {
            assertThat(ready(node.endpoints())).isEqualTo(200);

            node.antibody("job", "create", "support", "--lr", "1e-3", "--batch", "8")
                    .done();
            assertThat(node.antibody("job", "create", "support").refused()).contains("already");
            ingest(node);
            node.antibody("job", "close", "support").done();

            checkpoint = newest(node);
            assertThat(checkpoint.path("samplesTrained").intValue()).isEqualTo(SAMPLES);
            assertThat(checkpoint.path("step").intValue()).isEqualTo(3);
            assertThat(checkpoint.path("finished").booleanValue()).isTrue();
            node.antibody("checkpoint", "verify", "support").done();

            long asked = System.nanoTime();
            assertThat(node.terminate()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(STOPS_WITHIN);
        }
        assertThat(data.resolve(Endpoints.FILE)).doesNotExist();
        assertThat(Typed.command("job", "ls", "--data", data.toString()).refused())
                .contains("no node runs");

        try (RunningNode node = RunningNode.up(data)) {
            JsonNode job = node.antibody("job", "show", "support", "--json")
                    .done()
                    .json()
                    .get(0);
            assertThat(job.path("state").textValue()).isEqualTo("closed");
            assertThat(newest(node)).isEqualTo(checkpoint);
            shouldExport(node);
        }
    }

    private void ingest(RunningNode node) throws IOException {
        Path file = directory.resolve("samples.jsonl");
        List<String> lines =
                new ArrayList<>(Files.readAllLines(Path.of("src/main/resources/demo/data/banking-stream.jsonl"))
                        .subList(0, SAMPLES));
        lines.add(3, "no sample at all");
        lines.add("{\"prompt\": \"without a response\"}");
        Files.write(file, lines);

        Typed ingest = node.antibody("ingest", file.toString(), "--job", "support", "--json")
                .done();

        List<JsonNode> said = ingest.json();
        assertThat(said).hasSize(3);
        assertThat(said.get(0).path("line").intValue()).isEqualTo(4);
        assertThat(said.get(1).path("line").intValue()).isEqualTo(SAMPLES + 2);
        assertThat(said.get(2).path("sent").intValue()).isEqualTo(SAMPLES);
        assertThat(said.get(2).path("rejected").intValue()).isEqualTo(2);
    }

    private void shouldExport(RunningNode node) {
        Path adapter = directory.resolve("adapter");
        node.antibody("checkpoint", "export", "support", "--out", adapter.toString())
                .done();
        assertThat(adapter.resolve("adapter_config.json")).isNotEmptyFile();
        assertThat(adapter.resolve("adapter_model.safetensors")).isNotEmptyFile();
        assertThat(node.antibody("checkpoint", "export", "other", "--out", adapter.toString())
                        .refused())
                .contains("no checkpoint");
        Path tiny = Fixtures.tinyLlama();
        assertThat(node.antibody(
                                "checkpoint",
                                "export",
                                "support",
                                "--out",
                                directory.resolve("wrong").toString(),
                                "--model",
                                tiny.toString())
                        .refused())
                .contains("belongs to another model than " + tiny + "; give --model the one that");
        assertThat(directory.resolve("wrong")).doesNotExist();
    }

    private static JsonNode newest(RunningNode node) {
        List<JsonNode> checkpoints =
                node.antibody("checkpoint", "ls", "support", "--json").done().json();
        return checkpoints.get(checkpoints.size() - 1);
    }

    private static int ready(Endpoints endpoints) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoints.httpUrl() + "/health/ready"))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
