package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.KeyOptions;
import dev.antibody.app.cli.ModelDirectoryOption;
import dev.antibody.app.cli.UsageException;
import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.checkpoint.JobFingerprint;
import dev.antibody.checkpoint.PeftDirectory;
import dev.antibody.checkpoint.Verifier;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.Fingerprint;
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
        Path base = model.directory();
        try (CheckpointReader reader =
                new Cluster(cluster.endpoints()).reached().checkpoints()) {
            CheckpointManifest manifest = choice.from(reader);
            Adapter adapter = reader.load(manifest, verifier).adapter();
            requireModel(manifest, base);
            PeftDirectory.write(out, adapter, base.toString());
            report(manifest);
        }
        return 0;
    }

    /** PEFT and vLLM would put the adapter on whatever base model its directory names. */
    static void requireModel(CheckpointManifest manifest, Path base) {
        if (JobFingerprint.model(manifest)
                .filter(model -> !model.equals(Fingerprint.ofModel(base)))
                .isPresent()) {
            throw new UsageException("checkpoint " + manifest.getVersion() + " of job " + manifest.getJob()
                    + " belongs to another model than " + base
                    + "; give --model the one that the node was started with");
        }
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
