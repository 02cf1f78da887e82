package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.KeyOptions;
import dev.antibody.app.cli.ModelDirectoryOption;
import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.checkpoint.PeftDirectory;
import dev.antibody.checkpoint.Verifier;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.lm.Adapter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code checkpoint export JOB --out DIR}. */
@Command(
        name = "export",
        description = "Writes the adapter of a checkpoint as a directory that PEFT and vLLM load, after verifying it.")
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class CheckpointExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help;

    @Mixin
    private CheckpointChoice choice;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            required = true,
            description = "Directory for the adapter; files of the same names in it are replaced.")
    private Path out;

    @Mixin
    private ModelDirectoryOption model;

    @Mixin
    private KeyOptions keys;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        Verifier verifier = keys.verifier(cluster.data());
        // PEFT wants to know the base model; nothing of it is read here
        String base = model.directory().toString();
        try (CheckpointReader reader =
                new Cluster(cluster.endpoints()).reached().checkpoints()) {
            CheckpointManifest manifest = choice.from(reader);
            Adapter adapter = reader.load(manifest, verifier).adapter();
            PeftDirectory.write(out, adapter, base);
            report(manifest);
        }
        return 0;
    }

    private void report(CheckpointManifest manifest) {
        PrintWriter writer = spec.commandLine().getOut();
        if (json.json()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("job", manifest.getJob());
            fields.put("version", manifest.getVersion());
            fields.put("out", out.toString());
            new JsonLinesOutput(writer).write(fields);
        } else {
            writer.println("checkpoint " + manifest.getVersion() + " of job " + manifest.getJob() + " is in " + out);
            writer.flush();
        }
    }
}
