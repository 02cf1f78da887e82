package dev.antibody.training.stream;

import dev.antibody.event.avro.CheckpointManifest;

/** Manifests for tests of what is read from them. */
public final class Manifests {

    private Manifests() {}

    /** One with all fields set. */
    public static CheckpointManifest.Builder valid() {
        return CheckpointManifest.newBuilder()
                .setJob("sums")
                .setVersion(1)
                .setStep(2)
                .setEpoch(0)
                .setPartition(1)
                .setFirstOffset(0)
                .setNextOffset(6)
                .setResumeOffset(6)
                .setFinished(false)
                .setChunks(1)
                .setBlobPartition(0)
                .setBytes(10)
                .setSha256("00")
                .setSignature("")
                .setFingerprint("model=abc")
                .setAdapterSha256("00")
                .setLoss(1)
                .setSamplesTrained(6)
                .setSamplesQuarantined(0);
    }
}
