package dev.antibody.checkpoint;

import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;

/**
 * Reference adapters as the checkpoint topics tell them: a job's checkpoint 0 if it was given an adapter, believed only if
 * it is signed, is the one that the job names, and was made for this model. Thread-safe if nobody else uses the reader.
 */
public final class CommittedReferences implements ReferenceAdapters {

    private final LanguageModel model;
    private final RefusalTemplates templates;
    private final CheckpointReader checkpoints;
    private final Verifier verifier;

    /** Reads with a reader that stays the caller's. */
    public CommittedReferences(
            LanguageModel model, RefusalTemplates templates, CheckpointReader checkpoints, Verifier verifier) {
        this.model = model;
        this.templates = templates;
        this.checkpoints = checkpoints;
        this.verifier = verifier;
    }

    @Override
    public synchronized Adapter of(JobDefinition job) {
        return job.settings()
                .reference()
                .map(digest -> committed(job, digest))
                .orElseGet(() -> ReferenceAdapters.initial(model, job));
    }

    private Adapter committed(JobDefinition job, String digest) {
        // the job is seen only after its checkpoint 0 was committed with it
        CheckpointManifest manifest = checkpoints.list(job.id()).stream()
                .filter(ReferenceCheckpoint::is)
                .findFirst()
                .orElseThrow(() -> new CheckpointException("job " + job.id()
                        + " has no checkpoint 0, the adapter that it starts from; create the job anew"));
        JobFingerprint.requireSame(manifest, JobFingerprint.of(model.fingerprint(), templates, job.settings()));
        Adapter adapter = checkpoints.load(manifest, verifier).adapter();
        if (!CheckpointCodec.sha256(adapter).equals(digest)
                || !adapter.layout().equals(model.layout(job.settings().lora()))) {
            throw new CheckpointException("checkpoint 0 of job " + job.id()
                    + " is refused: it is not the adapter that the job starts from; create the job anew");
        }
        return adapter;
    }
}
