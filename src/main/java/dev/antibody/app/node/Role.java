package dev.antibody.app.node;

/** What a node does. */
public enum Role {
    /** An embedded Kafka broker and a schema registry over it. */
    BROKER,
    /** Scores samples. */
    SCORE,
    /** Trains jobs. */
    TRAIN
}
