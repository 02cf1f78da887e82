/**
 * Experiments: which alignments, fine-tunings and attacks are compared ({@link dev.antibody.experiment.AlignmentKind},
 * {@link dev.antibody.experiment.Contender}, {@link dev.antibody.experiment.Attack}) on which tasks, of which runs each
 * experiment consists, and what it leaves behind: a row for each finished run in a CSV file, by which a stopped experiment
 * goes on; the summary over seeds with intervals, as Markdown; and plots of one style as PNG and SVG. One thread of one
 * process runs experiments in a directory. Native memory is the model's, which is the caller's. Plots are drawn without a
 * screen.
 */
@NullMarked
package dev.antibody.experiment;

import org.jspecify.annotations.NullMarked;
