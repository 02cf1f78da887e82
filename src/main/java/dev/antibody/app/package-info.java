/** Commands, configuration and wiring: the only package that knows all the others. */
@NullMarked
package dev.antibody.app;

import org.jspecify.annotations.NullMarked;
