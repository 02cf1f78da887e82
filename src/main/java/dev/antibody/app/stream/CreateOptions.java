package dev.antibody.app.stream;

import dev.antibody.app.probe.ProbeFiles;
import dev.antibody.checkpoint.SignedDirectory;
import dev.antibody.evaluation.ScoreRow;
import dev.antibody.job.JobSettings;
import dev.antibody.method.Calibration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code job create} has to be told so that a job takes a score that was looked at. Its defaults are left out.
 *
 * @param settings how samples were read
 * @param probes their files; null for those of the demo model
 * @param model options that decide what the model says
 * @param falseQuarantineRate largest share of benign probes that the threshold may hold back
 * @param adapter PEFT directory of the adapter that was looked at, if there was one
 */
record CreateOptions(
        JobSettings settings,
        @Nullable ProbeFiles probes,
        List<String> model,
        double falseQuarantineRate,
        @Nullable Path adapter) {

    private static final String UNNAMED = "--benign-probes BENIGN --harmful-probes HARMFUL";

    /** Whether the row's score is fitted anew by the command, which then needs the probes. */
    static boolean refits(ScoreRow row) {
        return row.score().learns();
    }

    /** The options that give the row's score and gate. */
    String of(ScoreRow row) {
        JobSettings defaults = JobSettings.defaults();
        List<String> options = new ArrayList<>(refits(row) ? fitted(row) : fixed(row));
        if (refits(row) || adapter != null) {
            options.addAll(model); // read for probes and for an adapter only
        }
        if (settings.promptTemplate() != defaults.promptTemplate()) {
            options.add("--prompt-template " + settings.promptTemplate().name().toLowerCase(Locale.ROOT));
        }
        if (settings.templatesPerSample() != defaults.templatesPerSample()) {
            options.add("--templates-per-sample " + settings.templatesPerSample());
        }
        if (settings.maxLength() != defaults.maxLength()) {
            options.add("--max-length " + settings.maxLength());
        }
        if (settings.truncation() != defaults.truncation()) {
            options.add("--truncate " + settings.truncation().name().toLowerCase(Locale.ROOT));
        }
        if (adapter != null) {
            options.add("--adapter " + adapter);
            if (!SignedDirectory.isSigned(adapter)) {
                options.add("--unsigned-adapter");
            }
        }
        return String.join(" ", options);
    }

    private static List<String> fixed(ScoreRow row) {
        List<String> options = new ArrayList<>();
        options.add("--score " + ScoreTable.name(row));
        // all digits: a rounded threshold might lie on the other side of a probe
        row.separates().ifPresent(found -> options.add("--gate=" + found.gate().threshold()));
        return options;
    }

    private List<String> fitted(ScoreRow row) {
        List<String> options = new ArrayList<>();
        options.add("--" + ScoreTable.name(row));
        options.add(probes == null ? UNNAMED : probes.options());
        if (falseQuarantineRate != Calibration.FALSE_QUARANTINE_RATE) {
            options.add("--false-quarantine-rate " + falseQuarantineRate);
        }
        return options;
    }
}
