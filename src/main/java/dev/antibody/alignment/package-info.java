/**
 * Stage one, alignment: makes a model refuse, and go on refusing under a fine-tuning attack. One step on a batch of safe
 * and one of harmful samples, the run around it, and the file that a killed run goes on from.
 *
 * <p>A step is a function of an {@link dev.antibody.alignment.AlignmentState} and its two batches, and which samples
 * these are is a function of the seed and the step's number; so the same input gives the same bits, whether a run was
 * interrupted or not. Nothing copies the model: the perturbed point is another adapter. Classes hold no mutable state
 * and may be shared by threads. Native memory belongs to a model's {@link dev.antibody.lm.ForwardPass}, which is closed
 * before the next one begins; what Vaccine carries from one to the other, {@link dev.antibody.lm.AttentionShift}, is
 * closed with the step.
 */
@NullMarked
package dev.antibody.alignment;

import org.jspecify.annotations.NullMarked;
