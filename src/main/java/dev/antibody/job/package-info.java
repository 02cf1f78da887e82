/**
 * Jobs: one tenant's fine-tuning run each, with its settings, its state, the texts that it is scored against and the
 * alignment samples that join its micro-batches. The jobs topic is their only home;
 * {@link dev.antibody.job.JobDirectory} reads it. {@link dev.antibody.job.JobPublisher} writes it, but for a job that is
 * given an adapter or is finished: that record is committed together with a checkpoint, by whoever writes the checkpoint.
 *
 * <p>Settings, definitions and templates are immutable values. The directory may be shared by threads, which then take
 * turns on its one consumer; a publisher may be shared too.
 */
@NullMarked
package dev.antibody.job;

import org.jspecify.annotations.NullMarked;
