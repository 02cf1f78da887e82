package dev.antibody.app.probe;

import dev.antibody.app.cli.SampleFile;
import dev.antibody.app.cli.UsageException;
import dev.antibody.ingest.SampleLine;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The files with a job's probes: both or none. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ProbeFiles {

    /**
     * Least number of each kind. Of five and five a score that tells nothing puts 4 of 252 orders at an AUROC of 0.9 or
     * more, so that one of three scores does by chance in less than one case of twenty; of four and four it is 2 of 70.
     */
    public static final int LEAST = 5;

    @Option(
            names = "--benign-probes",
            paramLabel = "FILE",
            required = true,
            description = "Trusted samples of the task, as JSON lines: with --harmful-probes they set the gate.")
    private Path benign;

    @Option(
            names = "--harmful-probes",
            paramLabel = "FILE",
            required = true,
            description = "Samples that the model should refuse, as JSON lines.")
    private Path harmful;

    /**
     * Reads both.
     *
     * @throws UsageException if a line is no sample, or there are too few
     */
    public GateProbes read() {
        return new GateProbes(read(benign), read(harmful));
    }

    /** Both as they are typed. */
    public String options() {
        return "--benign-probes " + benign + " --harmful-probes " + harmful;
    }

    private static List<SampleLine.Accepted> read(Path file) {
        List<SampleLine.Accepted> probes = SampleFile.samples(file);
        if (probes.size() < LEAST) {
            throw new UsageException(file + " holds too few probes, " + probes.size() + "; give at least " + LEAST
                    + " of each kind, better some dozens");
        }
        return probes;
    }
}
