/**
 * The scoring stage: a Kafka Streams topology that reads samples, scores them in engine batches under their jobs' live
 * and reference adapters, and writes them to the scored topic, exactly once.
 *
 * <pre>
 *   bytes ─ SampleReader ─► rejected ─────────────────────────────► dead letters
 *                │ accepted
 *                ▼
 *          SampleBuffer (logged) ─ batch full, or lingered ─► SampleScorer ─► scored, quarantined or dead letters
 * </pre>
 *
 * <p>Each partition of the samples topic has its own {@link dev.antibody.scoring.ScoringProcessor}, which belongs to one
 * stream thread. Reader, scorer and counters are shared by all of them and thread-safe. The buffers' stores
 * own a little native memory ({@link dev.antibody.scoring.SmallStore}), the language model the rest. A registry or broker that is away stops the stage until it is back: it is waited for, then the
 * stream thread fails, its transaction is aborted and another one starts where the last commit was.
 */
@NullMarked
package dev.antibody.scoring;

import org.jspecify.annotations.NullMarked;
