/**
 * The equations of Antibody (Nguyen et al., ICLR 2026, <a href="https://arxiv.org/abs/2603.00498">arXiv 2603.00498</a>)
 * on plain Java arrays: scores, weights, losses, the gate and its calibration, the flatness of alignment, clipping, AdamW,
 * detection statistics.
 *
 * <p>Everything here is a pure function of its arguments: no files, no clock, no engine, no native memory, no shared
 * state, so all of it may be called from any thread, and the same input gives the same bits. Sums run in index order.
 *
 * <p>Each element carries one of three badges: <em>faithful</em> (the equations of its source), <em>simplified</em>
 * (says what was left out), <em>variant</em> (says what differs, and why).
 */
@NullMarked
package dev.antibody.method;

import org.jspecify.annotations.NullMarked;
