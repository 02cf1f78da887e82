package dev.antibody.method;

/** A range of a share, both ends in [0, 1]. */
public record Interval(double low, double high) {}
