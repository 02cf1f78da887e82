package dev.antibody.method;

/**
 * The sum of so many marks, each from 0 (wrong) to 1 (right), such as the overlap of answers with their references.
 *
 * @param sum from 0 to {@code total}
 * @param total number of marks
 */
public record Marks(double sum, int total) {

    /** Standard normal quantile of a two-sided 95 % interval. */
    private static final double Z = 1.959963984540054;

    public Marks {
        if (!(sum >= 0 && sum <= total)) {
            throw new IllegalArgumentException(sum + " of " + total + " is not a sum of marks");
        }
    }

    /** The mean mark in [0, 1]; 0 without marks. */
    public double share() {
        return total == 0 ? 0 : sum / total;
    }

    /**
     * 95 % score interval, which stays inside [0, 1] and is honest for few marks; all of it without any. It is Wilson's
     * where every mark is 0 or 1. Other marks of the same mean vary less, so that for them it is too wide, never too
     * narrow.
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
        return new Interval(sum == 0 ? 0 : centre - half, sum == total ? 1 : centre + half);
    }
}
