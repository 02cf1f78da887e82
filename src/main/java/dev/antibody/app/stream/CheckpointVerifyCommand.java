package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.FailedException;
import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.KeyOptions;
import dev.antibody.app.cli.UsageException;
import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.checkpoint.SignedDirectory;
import dev.antibody.checkpoint.Verifier;
import dev.antibody.event.avro.CheckpointManifest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code checkpoint verify JOB} or {@code checkpoint verify --adapter DIR}. */
@Command(
        name = "verify",
        description = {
            "Checks that a checkpoint, or an adapter that 'align' wrote, is whole and was signed by the node's key.",
            "Exit code 1 when it is not."
        })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets and reads the fields
public final class CheckpointVerifyCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Target target;

    @Mixin
    private HelpOption help;

    @Mixin
    private KeyOptions keys;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private JsonOption json;

    /** What is checked. */
    private static final class Target {

        @ArgGroup(exclusive = false)
        private @Nullable CheckpointChoice choice;

        @Option(
                names = "--adapter",
                paramLabel = "DIR",
                description =
                        "Directory of an adapter that 'align' has signed, instead of a checkpoint; needs no node.")
        private @Nullable Path adapter;
    }

    @Override
    public Integer call() {
        Verifier verifier = keys.verifier(cluster.data());
        if (target.adapter != null) {
            verify(target.adapter, verifier);
        } else if (target.choice != null) {
            verify(target.choice, verifier);
        }
        return 0;
    }

    private void verify(Path adapter, Verifier verifier) {
        if (!Files.isDirectory(adapter)) {
            throw new UsageException(adapter + " is no directory; give --adapter one that 'align' has written");
        }
        orFail(() -> SignedDirectory.verify(adapter, verifier));
        report(
                Map.of("adapter", adapter.toString(), "verified", true),
                adapter + " is whole, and signed by the node's key");
    }

    private void verify(CheckpointChoice choice, Verifier verifier) {
        try (CheckpointReader reader =
                new Cluster(cluster.endpoints()).reached().checkpoints()) {
            CheckpointManifest manifest = choice.from(reader);
            orFail(() -> reader.load(manifest, verifier));
            report(
                    Map.of("job", manifest.getJob(), "version", manifest.getVersion(), "verified", true),
                    "checkpoint " + manifest.getVersion() + " of job " + manifest.getJob()
                            + " is whole, and signed by the node's key");
        }
    }

    private void report(Map<String, ?> fields, String line) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.json()) {
            new JsonLinesOutput(out).write(fields);
        } else {
            out.println(line);
            out.flush();
        }
    }

    private static void orFail(Runnable check) {
        try {
            check.run();
        } catch (CheckpointException e) {
            throw new FailedException(String.valueOf(e.getMessage()), e);
        }
    }
}
