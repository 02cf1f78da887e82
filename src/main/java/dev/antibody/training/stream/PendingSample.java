package dev.antibody.training.stream;

import dev.antibody.event.avro.GateDecision;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.LogProbs;
import dev.antibody.training.TrainingSample;

/**
 * A sample that waits for its micro-batch to fill; holds tokens, no text.
 *
 * @param version of the checkpoint that gave the attached scores
 * @param referenceR the paper's score under the reference adapter
 */
record PendingSample(
        long offset, String id, TokenTree tree, boolean admitted, LogProbs attached, long version, double referenceR) {

    static PendingSample of(long offset, ScoredSample sample, TokenTree tree) {
        return new PendingSample(
                offset,
                sample.getId(),
                tree,
                sample.getGate() == GateDecision.ADMITTED,
                // the record has the refusals' mean, which is all that r and every score are made of
                new LogProbs(sample.getResponseLogProb(), new double[] {sample.getRefusalLogProb()}),
                sample.getCheckpointVersion(),
                sample.getReferenceR());
    }

    /**
     * The sample as a step takes it.
     *
     * @param current version of the job's newest checkpoint
     * @param maxStaleness checkpoints by which the attached scores may be behind; 0 always refreshes them
     */
    TrainingSample at(long current, int maxStaleness) {
        boolean refresh = maxStaleness == 0 || current - version > maxStaleness;
        return new TrainingSample(id, offset, tree, admitted, attached, null, refresh);
    }
}
