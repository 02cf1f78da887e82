/**
 * Language models: weights, LoRA adapters, tokenizers, forward and backward passes, generation.
 *
 * <p>A {@link dev.antibody.lm.LanguageModel} may be shared by threads. Its weights live in native memory from load to
 * close, and with them a workspace for the next pass, as large as the largest one needed; everything else that is native
 * belongs to one pass and is released by the method or the {@link dev.antibody.lm.ForwardPass} that made it. Adapters and
 * gradients are plain Java arrays.
 */
@NullMarked
package dev.antibody.lm;

import org.jspecify.annotations.NullMarked;
