/**
 * Stage two, weighted fine-tuning: one step on one micro-batch, and the loops around it, offline over a file.
 *
 * <p>A step is a function of a {@link dev.antibody.checkpoint.TrainingState} and its samples, so the same input gives
 * the same bits and a run can go on from any checkpoint. Classes here hold no mutable state and may be shared by
 * threads where they do not say otherwise. Native memory belongs to a model's
 * {@link dev.antibody.lm.ForwardPass}, which a step closes before it returns.
 */
@NullMarked
package dev.antibody.training;

import org.jspecify.annotations.NullMarked;
