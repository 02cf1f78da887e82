package dev.antibody.training.stream;

/** Hears what the trainer's thread is about to do or has done; tests end the process there. */
interface TrainerProbe {

    /** Hears nothing. */
    TrainerProbe NONE = (point, job, number) -> {};

    /** Places in the trainer's work, each with the number that tells it from the others of its kind. */
    enum Point {
        /** A sample is in its micro-batch; its offset. */
        SAMPLE_TAKEN,
        /** A step is done; its number. */
        STEP_DONE,
        /** The brokers have a checkpoint's chunks; its version. */
        BLOB_WRITTEN,
        /** All of a transaction is sent; the checkpoint's version. */
        BEFORE_COMMIT,
        /** The transaction is committed; the checkpoint's version. */
        COMMITTED
    }

    void reached(Point point, String job, long number);
}
