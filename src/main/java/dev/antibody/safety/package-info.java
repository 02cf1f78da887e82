/**
 * Judges of what a model answers. No state beyond word lists, no threads, no native memory; everything here may be
 * shared by threads.
 */
@NullMarked
package dev.antibody.safety;

import org.jspecify.annotations.NullMarked;
