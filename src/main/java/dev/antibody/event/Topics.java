package dev.antibody.event;

import java.util.List;

/** Names of the topics, as declared in {@code topics/*.yaml}, and of the headers that records carry. */
public final class Topics {

    public static final String JOBS = "antibody.jobs";
    public static final String SAMPLES = "antibody.samples";
    public static final String SCORED = "antibody.samples.scored";
    public static final String QUARANTINED = "antibody.samples.quarantined";
    public static final String DEAD_LETTER = "antibody.samples.dead-letter";
    public static final String CHECKPOINTS = "antibody.checkpoints";
    public static final String CHECKPOINT_BLOBS = "antibody.checkpoints.blobs";
    public static final String TRAINING_STEPS = "antibody.training.steps";
    public static final String SAFETY_METRICS = "antibody.safety.metrics";
    public static final String ALERTS = "antibody.alerts";

    /** All of them; {@code topics/<name>.yaml} declares each. */
    public static final List<String> ALL = List.of(
            JOBS,
            SAMPLES,
            SCORED,
            QUARANTINED,
            DEAD_LETTER,
            CHECKPOINTS,
            CHECKPOINT_BLOBS,
            TRAINING_STEPS,
            SAFETY_METRICS,
            ALERTS);

    /** Consumer group and Streams application of the scoring stage. */
    public static final String SCORER_GROUP = "antibody-scorer";

    /** Consumer group of the trainers, and prefix of their transactional ids. */
    public static final String TRAINER_GROUP = "antibody-trainer";

    /**
     * Header of a control record, which has a null value: {@link #CONTROL_CLOSE}. A job is closed by one control record,
     * keyed by job, in each partition of {@link #SAMPLES}; as Kafka keeps the order within a partition, all samples sent
     * before are in front of it. The scoring stage passes each on to {@link #SCORED}, where the trainer counts them.
     */
    public static final String CONTROL_HEADER = "antibody.control";

    /** Value of {@link #CONTROL_HEADER}: no more samples of the job come from this partition. */
    public static final String CONTROL_CLOSE = "close";

    /** Header of a control record: the partition of {@link #SAMPLES} that it came through, in decimal. */
    public static final String PARTITION_HEADER = "antibody.partition";

    /** Header of a control record: how many partitions {@link #SAMPLES} has, in decimal. */
    public static final String PARTITIONS_HEADER = "antibody.partitions";

    /** Header of a quarantined or dead-lettered record: why, in one line without sample text. */
    public static final String REASON_HEADER = "antibody.reason";

    /** Header of a dead-lettered record: {@code scoring} or {@code training}. */
    public static final String STAGE_HEADER = "antibody.stage";

    private Topics() {}
}
