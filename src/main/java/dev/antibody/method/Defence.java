package dev.antibody.method;

/** What a method of stage one adds to plain alignment. */
public sealed interface Defence permits Defence.None, Flatness, Vaccine, RepNoise {

    /** Nothing: SFT. <em>Faithful.</em> */
    record None() implements Defence {}
}
