package dev.antibody.app.probe;

import dev.antibody.app.cli.UsageException;
import dev.antibody.evaluation.ComparedScore;
import dev.antibody.job.JobSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Scores that are fitted on probes, in place of a fixed one. */
public final class LearnedScoreOptions {

    @Option(
            names = "--calibrated",
            description = "Weigh and gate by a score that is fitted on the probes, in place of --score.")
    private boolean calibrated;

    @Option(
            names = "--representation",
            description =
                    "As --calibrated, but gate by what the model's last layer makes of a response: this also holds back"
                            + " most harmful samples of kinds that no probe is of, and of benign ones about the share that it may.")
    private boolean representation;

    /** The score that is asked for: a learned one, or else the settings' own. */
    public ComparedScore over(JobSettings settings) {
        if (representation) {
            return ComparedScore.REPRESENTATION;
        }
        return calibrated ? ComparedScore.CALIBRATED : ComparedScore.of(settings.score());
    }

    /**
     * Refuses what does not go together.
     *
     * @param probes what it would be fitted on, if there are any
     * @param scoreNamed whether a fixed score was named too
     * @throws UsageException in one line
     */
    public void check(@Nullable ProbeFiles probes, JobSettings settings, boolean scoreNamed) {
        if (calibrated && representation) {
            throw new UsageException("--representation takes the place of --calibrated; give one of them");
        }
        String name = representation ? "--representation" : "--calibrated";
        boolean learns = calibrated || representation;
        if (learns && probes == null) {
            throw new UsageException(name + " needs --benign-probes and --harmful-probes, which it is fitted on");
        }
        if (learns && scoreNamed) {
            throw new UsageException(name + " takes the place of --score; give one of them");
        }
        if (probes != null && !settings.method().weighs()) {
            throw new UsageException("probes are for --method antibody; leave them out, or choose that");
        }
        if (probes != null && settings.gate().isPresent()) {
            throw new UsageException("--gate and probes both set the gate; give one of them");
        }
    }
}
