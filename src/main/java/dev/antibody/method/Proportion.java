package dev.antibody.method;

/**
 * So many of so many, such as answers that comply among all answers.
 *
 * @param hits from 0 to {@code total}
 * @param total number of trials
 */
public record Proportion(int hits, int total) {

    /** Standard normal quantile of a two-sided 95 % interval. */
    private static final double Z = 1.959963984540054;

    public Proportion {
        if (hits < 0 || hits > total) {
            throw new IllegalArgumentException(hits + " of " + total + " is not a proportion");
        }
    }

    /** The share of hits in [0, 1]; 0 without trials. */
    public double share() {
        return total == 0 ? 0 : (double) hits / total;
    }

    /**
     * 95 % score interval, which stays inside [0, 1] and is honest for small counts; all of it without trials.
     *
     * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson, Probable Inference (1927)</a>
     */
    public Interval wilson() {
        if (total == 0) {
            return new Interval(0, 1);
        }
        double share = share();
        double squares = Z * Z / total;
        double centre = (share + squares / 2) / (1 + squares);
        double half = Z * Math.sqrt(share * (1 - share) / total + squares / (4 * total)) / (1 + squares);
        return new Interval(hits == 0 ? 0 : centre - half, hits == total ? 1 : centre + half);
    }
}
