/**
 * What the commands share: options, output, progress and the two exceptions that end a command with a line for a person.
 * Everything here belongs to the command's thread.
 */
@NullMarked
package dev.antibody.app.cli;

import org.jspecify.annotations.NullMarked;
