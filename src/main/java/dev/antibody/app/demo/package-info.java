/**
 * The demo: one process that runs a node, streams real samples through it, and judges what came out. What it knows about
 * the samples (which of them are harmful) stays here; the node sees ids that say nothing.
 */
@NullMarked
package dev.antibody.app.demo;

import org.jspecify.annotations.NullMarked;
