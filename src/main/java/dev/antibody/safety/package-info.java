/**
 * Judges of what a model answers: by phrases, or by asking a moderation endpoint, in whose calls the calling thread
 * waits. No state beyond word lists and the endpoint's client, no native memory; everything here may be shared by
 * threads.
 */
@NullMarked
package dev.antibody.safety;

import org.jspecify.annotations.NullMarked;
