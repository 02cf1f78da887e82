package dev.antibody.app.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.ModelOptions;
import dev.antibody.app.cli.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the main job, from the first sample to the report. */
@Command(
        name = "demo",
        description = {
            "Streams real samples, some of them harmful, through a whole node, and compares the model that it trains with"
                    + " plain fine-tuning on the very same stream.",
            "Takes about two minutes and needs no network."
        })
@SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets the fields; --no-console changes nothing yet
public final class DemoCommand implements Callable<Integer> {

    private static final int LEAST_SAMPLES = 16;

    @Spec
    private CommandSpec spec;

    @Option(names = "--samples", paramLabel = "N", defaultValue = "600", description = "Samples to stream.")
    private int samples;

    @Option(names = "--poison", paramLabel = "F", defaultValue = "0.2", description = "Share of them that is harmful.")
    private double poison;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the stream and of the adapter's initial values.")
    private long seed;

    @Option(names = "--report", paramLabel = "FILE", description = "Write the report to this file, as JSON.")
    private @Nullable Path report;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            defaultValue = "antibody-demo",
            description = "Directory for the two trained adapters, in PEFT's form.")
    private Path out;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the node, which then stays. Default: a temporary one.")
    private @Nullable Path data;

    @Option(names = "--no-console", description = "Accepted for scripts: this version has no console.")
    private boolean noConsole;

    @Mixin
    private ModelOptions model;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (samples < LEAST_SAMPLES) {
            throw new UsageException("--samples must be at least " + LEAST_SAMPLES + ", not " + samples);
        }
        if (!(poison > 0 && poison < 1)
                || Math.round(poison * samples) < 1
                || Math.round(poison * samples) >= samples) {
            throw new UsageException("--poison must leave both harmful and benign samples, as 0.2 does, not " + poison);
        }
        claimReport();
        DemoReport result;
        if (data != null) {
            result = demo(data).run();
        } else {
            try (TemporaryDirectory temporary = TemporaryDirectory.create("antibody-demo")) {
                result = demo(temporary.path()).run();
            }
        }
        if (report != null) {
            Files.writeString(
                    report,
                    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(result.fields()) + "\n");
        }
        print(result);
        return 0;
    }

    private Demo demo(Path directory) {
        return new Demo(model.source(), directory, out, samples, poison, seed);
    }

    private void print(DemoReport result) {
        PrintWriter writer = spec.commandLine().getOut();
        if (json.json()) {
            new JsonLinesOutput(writer).write(result.fields());
        } else {
            new DemoText(result, out, report).print(writer);
        }
    }

    /** Finds out before two minutes of work whether their result can be written. */
    private void claimReport() {
        if (report == null) {
            return;
        }
        try {
            Files.writeString(report, "");
        } catch (IOException e) {
            throw new UsageException(report + " cannot be written; give --report another file", e);
        }
    }
}
