/**
 * Samples whose kind is known, from which scores are chosen and gates get their thresholds. One thread; the models belong to
 * the commands.
 */
@NullMarked
package dev.antibody.app.probe;

import org.jspecify.annotations.NullMarked;
