package dev.antibody.app.stream;

import dev.antibody.app.cli.SampleFile;
import dev.antibody.app.cli.UsageException;
import dev.antibody.job.Anchors;
import dev.antibody.job.SafeSample;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The alignment samples that a job is given: the file and how many of it join a micro-batch, both or none. */
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class AnchorOptions {

    private static final int KIB = 1024;

    @Option(
            names = "--safe",
            paramLabel = "FILE",
            required = true,
            description =
                    "Alignment samples for --anchors, which are stored in the job: JSON lines with prompt and response,"
                            + " refusals of harmful prompts and ordinary answers, at most 256 KiB of text.")
    private Path safe;

    @Option(
            names = "--anchors",
            paramLabel = "N",
            required = true,
            description =
                    "Alignment samples that join each micro-batch, so that refusals outlive the task. Default: none.")
    private int perMicroBatch;

    @Option(
            names = "--anchor-weight",
            paramLabel = "X",
            defaultValue = "1",
            description = "Weight of their loss, its mean over samples, beside the user's.")
    private double weight;

    /**
     * Reads the file.
     *
     * @throws UsageException if it is no such file, or cannot be had with the other options
     */
    Anchors read() {
        if (perMicroBatch < 1) {
            throw new UsageException("--anchors must be 1 or more; change that option, or leave it out with --safe");
        }
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new UsageException("--anchor-weight must be above 0; change that option");
        }
        List<SafeSample> samples = SampleFile.samples(safe).stream()
                .map(line -> new SafeSample(Optional.ofNullable(line.system()), line.prompt(), line.response()))
                .toList();
        requireFitting(samples);
        if (perMicroBatch > samples.size()) {
            throw new UsageException("--anchors must be at most the number of samples of --safe, " + samples.size()
                    + "; change that option, or give more samples");
        }
        return new Anchors(samples, perMicroBatch, weight);
    }

    private void requireFitting(List<SafeSample> samples) {
        int fitting = Anchors.fitting(samples);
        if (fitting < samples.size()) {
            long kib = (Anchors.bytes(samples) + KIB - 1) / KIB; // rounded up, so that it is more than what fits
            throw new UsageException(safe + " holds " + kib + " KiB of text, and a job keeps at most "
                    + Anchors.MAX_BYTES / KIB + " KiB; give fewer or shorter samples: the first " + fitting + " of its "
                    + samples.size() + " fit");
        }
    }
}
