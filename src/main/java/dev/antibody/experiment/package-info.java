/**
 * What experiments leave behind: a row for each finished run in a CSV file, by which a stopped experiment goes on; their
 * summary over seeds with intervals, as Markdown; and plots of one style as PNG and SVG. Runs are added by one thread of
 * one process; everything else is a pure function. Plots are drawn without a screen.
 */
@NullMarked
package dev.antibody.experiment;

import org.jspecify.annotations.NullMarked;
