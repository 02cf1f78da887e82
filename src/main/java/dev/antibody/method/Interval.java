package dev.antibody.method;

/** A range that holds the true value with 95 % confidence; of a share both ends are in [0, 1]. */
public record Interval(double low, double high) {

    /** The narrowest range that holds both. */
    public Interval hull(Interval other) {
        return new Interval(Math.min(low, other.low), Math.max(high, other.high));
    }

    /** The part of it within [0, 1], where shares are. */
    public Interval asShare() {
        return new Interval(Math.max(0, Math.min(1, low)), Math.max(0, Math.min(1, high)));
    }
}
