/**
 * Commands that need no node: scoring, training and evaluation over files. Each runs on its command's thread and owns
 * the model that it loads.
 */
@NullMarked
package dev.antibody.app.offline;

import org.jspecify.annotations.NullMarked;
