package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.KeyOptions;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.UsageException;
import dev.antibody.checkpoint.CheckpointTopics;
import dev.antibody.checkpoint.PeftDirectory;
import dev.antibody.event.avro.CheckpointManifest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code checkpoint export JOB --out DIR}. */
@Command(
        name = "export",
        description = "Verifies a checkpoint and writes its adapter as a directory that PEFT and vLLM load.")
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class CheckpointExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JOB", description = "Name of the job.")
    private String job;

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Directory for the adapter.")
    private Path out;

    @Option(names = "--version-number", paramLabel = "N", description = "Which checkpoint. Default: the newest.")
    private @Nullable Long version;

    @Mixin
    private ModelOptions model;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private KeyOptions keys;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        CheckpointTopics checkpoints =
                new Cluster(cluster.endpoints()).reached().checkpoints(keys.verifier(cluster.data()));
        Optional<CheckpointManifest> found =
                version == null ? checkpoints.newest(job) : checkpoints.find(job, version);
        CheckpointManifest manifest = found.orElseThrow(() -> new UsageException("the job " + job + " has no checkpoint"
                + (version == null ? " yet" : " " + version) + "; './antibody checkpoint ls' lists what there is"));
        PeftDirectory.write(
                out, checkpoints.load(manifest).adapter(), model.directory().toString());
        report(manifest);
        return 0;
    }

    private void report(CheckpointManifest manifest) {
        PrintWriter writer = spec.commandLine().getOut();
        if (json.json()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("job", job);
            fields.put("version", manifest.getVersion());
            fields.put("step", manifest.getStep());
            fields.put("directory", out.toString());
            new JsonLinesOutput(writer).write(fields);
        } else {
            writer.println("checkpoint " + job + "/" + manifest.getVersion() + " (step " + manifest.getStep()
                    + ") written to " + out);
            writer.flush();
        }
    }
}
