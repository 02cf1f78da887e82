package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.FailedException;
import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.Progress;
import dev.antibody.app.cli.UsageException;
import dev.antibody.event.avro.JobState;
import dev.antibody.event.avro.Sample;
import dev.antibody.ingest.JsonLines;
import dev.antibody.ingest.SampleLine;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobDirectory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ingest FILE --job JOB}: samples of a file into the stream. */
@Command(
        name = "ingest",
        description = {
            "Sends the samples of a file to a job, in the file's order.",
            "Lines that are no sample are left out, and listed with their number and reason."
        })
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class IngestCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            description = "JSON lines with prompt and response, and optionally id, system and source.")
    private Path file;

    @Option(names = "--job", paramLabel = "JOB", required = true, description = "The job that the samples are for.")
    private String job;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new UsageException(file + " is no file; give one with JSON lines");
        }
        Cluster node = new Cluster(cluster.endpoints()).reached();
        requireOpenJob(node);
        Tally tally = new Tally();
        try (SampleSender sender = SampleSender.open(node);
                Progress progress = Progress.start("sending", lines())) {
            JsonLines.read(file, JsonLines.Fields.PROMPT_AND_RESPONSE, line -> {
                if (line instanceof SampleLine.Accepted accepted) {
                    // the job is the key, as only one partition keeps the order
                    sender.send(job, sample(accepted), offset -> tally.sent.incrementAndGet());
                } else if (line instanceof SampleLine.Rejected rejected) {
                    reject(rejected);
                    tally.rejected++;
                }
                progress.done(line.line());
            });
            sender.flush();
        }
        report(tally);
        if (tally.sent.get() == 0) {
            throw new UsageException(
                    file + " holds no sample; give JSON lines with " + JsonLines.Fields.PROMPT_AND_RESPONSE.text());
        }
        return 0;
    }

    private void requireOpenJob(Cluster node) {
        try (JobDirectory jobs = node.jobs()) {
            JobDefinition definition = jobs.find(job)
                    .orElseThrow(() -> new UsageException(
                            "there is no job " + job + "; make it with './antibody job create " + job + "'"));
            if (definition.state() != JobState.OPEN) {
                throw new UsageException("the job " + job + " is closed and takes no more samples; create another one");
            }
        } catch (IllegalArgumentException e) {
            throw new FailedException("the job " + job + " cannot be read: " + e.getMessage(), e);
        }
    }

    private long lines() throws IOException {
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file))) {
            long lines = 1;
            for (int next = bytes.read(); next >= 0; next = bytes.read()) {
                lines += next == '\n' ? 1 : 0;
            }
            return lines;
        }
    }

    private Sample sample(SampleLine.Accepted line) {
        return Sample.newBuilder()
                .setId(line.id())
                .setJob(job)
                .setPrompt(line.prompt())
                .setResponse(line.response())
                .setSystem(line.system())
                .setSource(line.source())
                .setCreatedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    private void reject(SampleLine.Rejected line) {
        if (json.json()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("line", line.line());
            fields.put("rejected", line.reason());
            new JsonLinesOutput(spec.commandLine().getOut()).write(fields);
        } else {
            PrintWriter err = spec.commandLine().getErr();
            err.println(file.getFileName() + " line " + line.line() + ": " + line.reason());
            err.flush();
        }
    }

    private void report(Tally tally) {
        PrintWriter out = spec.commandLine().getOut();
        if (json.json()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("job", job);
            fields.put("sent", tally.sent.get());
            fields.put("rejected", tally.rejected);
            new JsonLinesOutput(out).write(fields);
        } else {
            out.println(tally.sent.get() + " samples sent to job " + job
                    + (tally.rejected == 0 ? "" : ", " + tally.rejected + " lines left out"));
            out.flush();
        }
    }

    private static final class Tally {

        private final AtomicLong sent = new AtomicLong();
        private long rejected;
    }
}
