package dev.antibody.app.cli;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Progress on standard error: a bar on a terminal, a log line every few seconds elsewhere. May be told of progress by
 * any one thread at a time.
 */
public final class Progress implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Progress.class);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(5);

    private final String task;
    private final long total;
    private final @Nullable ProgressBar bar;
    private long loggedAt = System.nanoTime();
    private String note = "";

    private Progress(String task, long total, @Nullable ProgressBar bar) {
        this.task = task;
        this.total = total;
        this.bar = bar;
    }

    /**
     * Starts.
     *
     * @param task what is done, such as {@code scoring}
     * @param total steps to come
     */
    @SuppressWarnings("SystemConsoleNull") // from Java 22 on the bar may show where there is no terminal
    public static Progress start(String task, long total) {
        // a console is there only when both input and output are a terminal
        boolean terminal = System.console() != null;
        return new Progress(task, total, terminal ? bar(task, total) : null);
    }

    private static ProgressBar bar(String task, long total) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .build();
    }

    /** So many steps are done. */
    public void done(long steps) {
        if (bar != null) {
            bar.stepTo(steps);
        } else if (System.nanoTime() - loggedAt > LOG_INTERVAL.toNanos()) {
            loggedAt = System.nanoTime();
            LOGGER.atInfo().log("{} {} of {}{}", task, steps, total, note.isEmpty() ? "" : ", " + note);
        }
    }

    /** What stands beside the bar, in a few words. */
    public void note(String text) {
        note = text;
        if (bar != null) {
            bar.setExtraMessage(text);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
