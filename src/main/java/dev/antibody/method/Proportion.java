package dev.antibody.method;

/**
 * So many of so many, such as answers that comply among all answers.
 *
 * @param hits from 0 to {@code total}
 * @param total number of trials
 */
public record Proportion(int hits, int total) {

    public Proportion {
        if (hits < 0 || hits > total) {
            throw new IllegalArgumentException(hits + " of " + total + " is not a proportion");
        }
    }

    /** The share of hits in [0, 1]; 0 without trials. */
    public double share() {
        return total == 0 ? 0 : (double) hits / total;
    }

    /** The trials that are no hits. */
    public Proportion rest() {
        return new Proportion(total - hits, total);
    }

    /** Such as {@code 3 of 112}. */
    public String text() {
        return hits + " of " + total;
    }

    /**
     * 95 % score interval, which stays inside [0, 1] and is honest for small counts; all of it without trials.
     *
     * @see <a href="https://doi.org/10.1080/01621459.1927.10502953">Wilson, Probable Inference (1927)</a>
     */
    public Interval wilson() {
        return new Marks(hits, total).wilson();
    }
}
