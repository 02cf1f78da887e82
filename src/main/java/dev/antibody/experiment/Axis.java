package dev.antibody.experiment;

/**
 * One axis of a plot.
 *
 * @param label what it shows, with its unit
 * @param scale how numbers lie on it
 */
public record Axis(String label, Scale scale) {

    /** How numbers lie on an axis. */
    public enum Scale {
        /** As they are. */
        LINEAR,
        /** By their logarithm: for positive numbers that span decades, such as learning rates. */
        LOGARITHMIC,
        /** Shares in [0, 1], written in % and drawn from 0 on. */
        SHARE
    }

    /** An axis of shares. */
    public static Axis share(String label) {
        return new Axis(label, Scale.SHARE);
    }

    /** An axis of plain numbers. */
    public static Axis linear(String label) {
        return new Axis(label, Scale.LINEAR);
    }
}
