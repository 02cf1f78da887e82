package dev.antibody.lm;

/** Which end of an over-long sample is cut. */
public enum Truncation {

    /** The beginning of the prompt, so that a response is never cut away whole. */
    PROMPT,

    /** The end of the sample, as the published code does. */
    RESPONSE
}
