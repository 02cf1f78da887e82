package dev.antibody.app.experiment;

import dev.antibody.app.cli.Progress;
import dev.antibody.experiment.Experiments;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A line for each run with the time that is left, and a bar for what is being done in it. */
final class ExperimentProgress implements Experiments.Listener, AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(ExperimentProgress.class);

    private final long began = System.nanoTime();
    private String part = "";
    private @Nullable Progress progress;

    @Override
    public void begins(String run, int number, int total) {
        close();
        String left = "";
        if (number > 1) {
            long perRun = (System.nanoTime() - began) / (number - 1);
            left = ", about " + text(Duration.ofNanos(perRun * (total - number + 1))) + " left";
        }
        LOGGER.atInfo().log("run {} of {}{}: {}", number, total, left, run);
    }

    @Override
    public void done(String newPart, long steps, long total) {
        if (progress == null || !newPart.equals(part)) {
            close();
            part = newPart;
            progress = Progress.start(newPart, total);
        }
        progress.done(steps);
    }

    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }

    private static String text(Duration duration) {
        long minutes = duration.toMinutes();
        if (minutes == 0) {
            return "a minute";
        }
        return minutes < 90 ? minutes + " min" : String.format(Locale.ROOT, "%.1f h", minutes / 60.0);
    }
}
