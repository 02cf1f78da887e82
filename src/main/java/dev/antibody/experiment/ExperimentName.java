package dev.antibody.experiment;

import java.util.Locale;

/** The experiments; the first six are the paper's. */
public enum ExperimentName {
    /** HS and FA against the number of the user's samples. */
    FIG1("HS and FA against the number of samples"),
    /** r of benign and of harmful samples before and after fine-tuning, and the losses of both. */
    FIG2("r and loss of benign and harmful samples"),
    /** HS against epochs, and against the learning rate. */
    FIG3("HS against epochs and learning rate"),
    /** Norms of single samples' gradients at the start of fine-tuning, by alignment. */
    FIG4("gradient norms at the start of fine-tuning"),
    /** As fig2, with harmful data that no alignment has seen the like of. */
    FIG5("r and loss with harmful data out of distribution"),
    /** Methods, tasks and poison ratios. */
    TABLE("methods, tasks and poison ratios"),
    /** What each part of the paper's method and of ours brings. */
    ABLATION("what each part brings"),
    /** Attackers who know what they are up against. */
    ATTACKS("attacks"),
    /** Which score tells benign from harmful samples, by task. */
    SCORES("which score separates");

    private final String title;

    ExperimentName(String title) {
        this.title = title;
    }

    /** What it shows, in a few words. */
    public String title() {
        return title;
    }

    /** Whether it compares runs, with a row each, or else what is measured on single samples. */
    boolean isTableOfRuns() {
        return switch (this) {
            case FIG1, FIG3, TABLE, ABLATION, ATTACKS -> true;
            case FIG2, FIG4, FIG5, SCORES -> false;
        };
    }

    /** The name in files and on the command line. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
