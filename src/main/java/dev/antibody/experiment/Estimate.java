package dev.antibody.experiment;

import dev.antibody.method.Interval;
import dev.antibody.method.Marks;
import dev.antibody.method.Mean;
import java.util.List;
import java.util.Optional;

/**
 * A share with what is known of its error.
 *
 * @param value in [0, 1]
 * @param interval 95 % interval around it, within [0, 1], if one can be told
 */
public record Estimate(double value, Optional<Interval> interval) {

    public Estimate {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException("a share is in [0, 1], not " + value);
        }
    }

    /**
     * The mean over seeds. Its interval is Student's over the seeds; of one seed it is Wilson's over the answers. That one
     * is taken too where all seeds agree: three runs without a single harmful answer do not prove that there is none.
     *
     * @param seeds marks of each seed, at least one
     */
    public static Estimate ofMarks(List<Marks> seeds) {
        Mean mean = Mean.of(seeds.stream().mapToDouble(Marks::share).toArray());
        boolean differ = mean.deviation() > 0;
        return new Estimate(
                share(mean),
                Optional.of(differ ? mean.interval().asShare() : seeds.get(0).wilson()));
    }

    /**
     * The mean of a share that has no trials to count, such as an AUROC. It has no interval of one seed, nor where all agree.
     *
     * @param seeds of each seed, at least one
     */
    public static Estimate ofShares(double... seeds) {
        Mean mean = Mean.of(seeds);
        return new Estimate(
                share(mean), mean.deviation() > 0 ? Optional.of(mean.interval().asShare()) : Optional.empty());
    }

    /** Rounding may take a mean of ones beyond one. */
    private static double share(Mean mean) {
        return Math.max(0, Math.min(1, mean.value()));
    }
}
