package dev.antibody.training.stream;

import dev.antibody.event.avro.GateDecision;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.JobSettings;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.LogProbs;
import dev.antibody.training.TrainingSample;

/**
 * A sample that waits for its micro-batch to fill; holds tokens, no text.
 *
 * @param version of the checkpoint that gave the attached scores
 * @param referenceR the paper's score under the reference adapter, as the record has it
 * @param reference what the reference adapter said of the sample
 */
record PendingSample(
        long offset,
        String id,
        TokenTree tree,
        boolean admitted,
        LogProbs attached,
        long version,
        double referenceR,
        LogProbs reference) {

    static PendingSample of(long offset, ScoredSample sample, TokenTree tree) {
        return new PendingSample(
                offset,
                sample.getId(),
                tree,
                sample.getGate() == GateDecision.ADMITTED,
                logProbs(sample.getResponseLogProb(), sample.getRefusalLogProb()),
                sample.getCheckpointVersion(),
                sample.getReferenceR(),
                logProbs(
                        // r is response minus refusal; a record is always read to the same bits
                        sample.getReferenceR() + sample.getReferenceRefusalLogProb(),
                        sample.getReferenceRefusalLogProb()));
    }

    /**
     * The sample as a step takes it.
     *
     * @param current version of the job's newest checkpoint
     * @param job says by how many checkpoints the attached scores may be behind, and what its score looks at
     */
    TrainingSample at(long current, JobSettings job) {
        int maxStaleness = job.maxWeightStaleness();
        boolean refresh = maxStaleness == 0 || current - version > maxStaleness;
        LogProbs compared = job.sampleScore().comparesWithReference() ? reference : null;
        return new TrainingSample(id, offset, tree, admitted, attached, compared, refresh);
    }

    /** The record has the refusals' mean, which is all that r and every score are made of. */
    private static LogProbs logProbs(double response, double refusal) {
        return new LogProbs(response, new double[] {refusal});
    }
}
