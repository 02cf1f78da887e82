package dev.antibody.experiment;

/** Is told how far the part of an experiment is that is being done. */
@FunctionalInterface
public interface StepListener {

    /**
     * A step is done.
     *
     * @param part what is being done, in a few words
     * @param steps done of it so far
     * @param total steps of it
     */
    void done(String part, long steps, long total);
}
