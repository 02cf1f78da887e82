package dev.antibody.job;

import java.util.List;

/**
 * Alignment samples that join a job's micro-batches. They travel with the job, so that every trainer has them.
 *
 * @param samples all of them, at least one, with at most {@value #MAX_BYTES} bytes of text together
 * @param perMicroBatch how many join each micro-batch, at least 1 and at most all
 * @param weight of their loss, its mean over samples, beside the user's, positive
 */
public record Anchors(List<SafeSample> samples, int perMicroBatch, double weight) {

    /** A record of the jobs topic must stay well below Kafka's megabyte. */
    public static final long MAX_BYTES = 256 * 1024;

    /**
     * Checks them.
     *
     * @throws IllegalArgumentException with one line that says what is wrong
     */
    public Anchors {
        samples = List.copyOf(samples);
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("anchors need at least one alignment sample");
        }
        if (perMicroBatch < 1 || perMicroBatch > samples.size()) {
            throw new IllegalArgumentException("anchors must be between 1 and " + samples.size()
                    + ", the number of alignment samples, not " + perMicroBatch);
        }
        if (!(weight > 0 && Double.isFinite(weight))) {
            throw new IllegalArgumentException("the anchors' weight must be above 0, not " + weight);
        }
        if (bytes(samples) > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "alignment samples may have " + MAX_BYTES + " bytes of text, not " + bytes(samples));
        }
    }

    /** Bytes of text of samples together, in UTF-8. */
    public static long bytes(List<SafeSample> samples) {
        return samples.stream().mapToLong(SafeSample::bytes).sum();
    }

    /** How many of the samples, from the first on, a job can take. */
    public static int fitting(List<SafeSample> samples) {
        long bytes = 0;
        for (int i = 0; i < samples.size(); i++) {
            bytes += samples.get(i).bytes();
            if (bytes > MAX_BYTES) {
                return i;
            }
        }
        return samples.size();
    }
}
