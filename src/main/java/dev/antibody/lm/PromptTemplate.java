package dev.antibody.lm;

/** What surrounds a prompt before the model reads it. */
public enum PromptTemplate {

    /** The form of the published code: instruction and response headings. */
    ALPACA,

    /** The model's own chat template. */
    CHAT,

    /** The bare text. */
    NONE
}
