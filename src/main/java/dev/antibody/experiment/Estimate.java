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
     * The mean over seeds. Its interval holds Wilson's, which says what so few answers can tell, and with several seeds
     * Student's over them, which says how runs differ: seeds that happen to agree do not prove that all would.
     *
     * @param seeds marks of each seed, at least one, of equally many answers
     */
    public static Estimate ofMarks(List<Marks> seeds) {
        Mean mean = Mean.of(seeds.stream().mapToDouble(Marks::share).toArray());
        int answers = seeds.get(0).total();
        Interval wilson = new Marks(share(mean) * answers, answers).wilson();
        boolean differ = mean.deviation() > 0;
        return new Estimate(
                share(mean), Optional.of(differ ? wilson.hull(mean.interval().asShare()) : wilson));
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
