/**
 * The exactly-once trainer: reads scored samples, takes steps, and commits checkpoint, step records and offset in one
 * Kafka transaction each.
 *
 * <pre>
 *   StreamTrainer        thread, and what happens after a failure
 *     TrainerSession     one consumer, one producer, until something fails
 *       PartitionTrainer records of one partition, in order; which offset a restart may begin from
 *         JobTrainer     one job's adapter, optimiser and partial micro-batch; no Kafka
 *         FurtherEpochs  the job's samples once more, when it has closed
 *       TrainerTransaction  all that is committed together
 * </pre>
 *
 * <p>One thread does all of it; only {@link dev.antibody.training.stream.StreamTrainer}'s own methods and
 * {@link dev.antibody.training.stream.TrainerCounters} may be called from others. Nothing here owns native memory; the
 * language model stays the caller's.
 */
@NullMarked
package dev.antibody.training.stream;

import org.jspecify.annotations.NullMarked;
