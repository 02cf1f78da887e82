/**
 * Checkpoints: what a training run needs to go on, its deterministic bytes, PEFT directories, and signatures; and the
 * adapters that jobs start from, which are their checkpoints 0.
 *
 * <p>Everything here is plain Java on the heap; no native memory. Values are immutable and may be shared by threads.
 * Formats are safetensors and JSON, never pickle: reading a checkpoint runs no code.
 */
@NullMarked
package dev.antibody.checkpoint;

import org.jspecify.annotations.NullMarked;
