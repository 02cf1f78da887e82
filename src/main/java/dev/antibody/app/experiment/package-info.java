/**
 * The command that runs experiments. One thread; the model that a command loads is closed by it.
 */
@NullMarked
package dev.antibody.app.experiment;

import org.jspecify.annotations.NullMarked;
