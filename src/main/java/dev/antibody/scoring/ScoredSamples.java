package dev.antibody.scoring;

import dev.antibody.event.avro.GateDecision;
import dev.antibody.event.avro.Sample;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.JobDefinition;
import dev.antibody.lm.Encoded;
import dev.antibody.method.Evidence;
import dev.antibody.method.LogProbs;
import java.time.Instant;

/** The record that says all of a sample's scores. */
final class ScoredSamples {

    private ScoredSamples() {}

    /**
     * Puts the record together and lets the job's gate decide.
     *
     * @param version of the live adapter
     * @param live log-probabilities under it
     * @param reference the same under the adapter that the job started from, which the gate looks at
     */
    static ScoredSample of(
            JobDefinition job,
            Sample sample,
            Encoded encoded,
            long version,
            LogProbs live,
            LogProbs reference,
            Instant scoredAt) {
        double gateScore = job.settings().sampleScore().gate(Evidence.of(reference, reference));
        boolean admitted =
                job.settings().gate().map(gate -> gate.admits(gateScore)).orElse(true);
        return ScoredSample.newBuilder()
                .setId(sample.getId())
                .setJob(sample.getJob())
                .setPrompt(sample.getPrompt())
                .setResponse(sample.getResponse())
                .setSystem(sample.getSystem())
                .setSource(sample.getSource())
                .setCreatedAt(sample.getCreatedAt())
                .setR(live.r())
                .setResponseLogProb(live.response())
                .setRefusalLogProb(live.refusal())
                .setRefusalLogProbMin(live.refusalMin())
                .setRefusalLogProbSpread(live.refusalSpread())
                .setReferenceR(reference.r())
                .setReferenceRefusalLogProb(reference.refusal())
                .setGateScore(gateScore)
                .setGate(admitted ? GateDecision.ADMITTED : GateDecision.QUARANTINED)
                .setCheckpointVersion(version)
                .setPromptTokens(encoded.tree().prompt().length)
                .setResponseTokens(encoded.tree().continuations().get(0).length)
                .setTruncated(encoded.truncated())
                .setScoredAt(scoredAt)
                .build();
    }
}
