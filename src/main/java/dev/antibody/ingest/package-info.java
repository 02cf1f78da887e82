/**
 * Reads samples and tables out of files. Bad lines of samples are values, not exceptions: a stranger's file is expected
 * to have some. No threads, no native memory.
 */
@NullMarked
package dev.antibody.ingest;

import org.jspecify.annotations.NullMarked;
