/**
 * {@code bench}: how fast the engine scores and trains here, what each of its techniques gains, and how much of the
 * processor's matrix-multiply rate that is. One thread; each measured model is loaded, used and closed in turn.
 */
@NullMarked
package dev.antibody.app.bench;

import org.jspecify.annotations.NullMarked;
