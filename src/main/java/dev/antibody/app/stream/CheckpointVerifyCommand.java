package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.FailedException;
import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.KeyOptions;
import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.checkpoint.Verifier;
import dev.antibody.event.avro.CheckpointManifest;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code checkpoint verify JOB}. */
@Command(
        name = "verify",
        description = {
            "Checks that a checkpoint is whole and was signed by the node's key.",
            "Exit code 1 when it is not."
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class CheckpointVerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private CheckpointChoice choice;

    @Mixin
    private KeyOptions keys;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        Verifier verifier = keys.verifier(cluster.data());
        try (CheckpointReader reader =
                new Cluster(cluster.endpoints()).reached().checkpoints()) {
            CheckpointManifest manifest = choice.from(reader);
            load(reader, manifest, verifier);
            PrintWriter out = spec.commandLine().getOut();
            if (json.json()) {
                new JsonLinesOutput(out)
                        .write(Map.of("job", manifest.getJob(), "version", manifest.getVersion(), "verified", true));
            } else {
                out.println("checkpoint " + manifest.getVersion() + " of job " + manifest.getJob()
                        + " is whole, and signed by the node's key");
                out.flush();
            }
        }
        return 0;
    }

    private static void load(CheckpointReader reader, CheckpointManifest manifest, Verifier verifier) {
        try {
            var unused = reader.load(manifest, verifier);
        } catch (CheckpointException e) {
            throw new FailedException(String.valueOf(e.getMessage()), e);
        }
    }
}
