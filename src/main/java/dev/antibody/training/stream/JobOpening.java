package dev.antibody.training.stream;

import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.JobFingerprint;
import dev.antibody.checkpoint.ReferenceAdapters;
import dev.antibody.checkpoint.TrainingState;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobEncoder;
import dev.antibody.job.JobException;
import dev.antibody.job.JobSettings;
import dev.antibody.job.Jobs;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.ModelException;
import dev.antibody.training.Rehearsal;
import dev.antibody.training.StepRunner;
import dev.antibody.training.TrainingSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the trainers of jobs: from the reference adapter, or from a checkpoint that can be trusted and that fits. */
final class JobOpening {

    private static final Logger LOGGER = LoggerFactory.getLogger(JobOpening.class);

    private final LanguageModel model;
    private final RefusalTemplates templates;
    private final Jobs jobs;
    private final ReferenceAdapters references;
    private final Function<CheckpointManifest, TrainingState> checkpoints;
    private final TrainerCounters counters;
    private final TrainerProbe probe;
    private final Map<String, Opening.Refused> refused = new HashMap<>();

    /**
     * Opens the jobs of one session.
     *
     * @param references the adapters that jobs start from
     * @param checkpoints loads the state that a manifest points to, or throws a {@link CheckpointException}
     */
    JobOpening(
            LanguageModel model,
            RefusalTemplates templates,
            Jobs jobs,
            ReferenceAdapters references,
            Function<CheckpointManifest, TrainingState> checkpoints,
            TrainerCounters counters,
            TrainerProbe probe) {
        this.model = model;
        this.templates = templates;
        this.jobs = jobs;
        this.references = references;
        this.checkpoints = checkpoints;
        this.counters = counters;
        this.probe = probe;
    }

    /** A trainer for a job that has none, or why there can be none. */
    sealed interface Opening {

        record Begun(JobTrainer trainer) implements Opening {}

        /** There is none, for a reason of one line without sample text. */
        record Refused(String reason) implements Opening {}
    }

    /**
     * Begins a job that has no checkpoint, but perhaps an adapter that it was given. Who is refused stays so, as every
     * further sample of the job asks again; a job that is not known may yet be created.
     */
    Opening begin(String id) {
        Opening.Refused before = refused.get(id);
        if (before != null) {
            return before;
        }
        Optional<JobDefinition> found = find(id);
        if (found.isEmpty()) {
            return new Opening.Refused("unknown job");
        }
        JobDefinition job = found.get();
        try {
            return new Opening.Begun(trainer(job, TrainingState.initial(references.of(job)), null));
        } catch (CheckpointException | JobException e) {
            // the job's own fault and nobody else's, so the others go on
            LOGGER.atError().addKeyValue("job", id).log("a job cannot begin: " + e.getMessage());
            Opening.Refused now = new Opening.Refused(String.valueOf(e.getMessage()));
            refused.put(id, now);
            return now;
        }
    }

    /**
     * The trainer of a job that goes on from its newest checkpoint; empty if there is no such job any more.
     *
     * @throws CheckpointException if the checkpoint cannot be trusted, or was made under other conditions
     */
    Optional<JobTrainer> resume(CheckpointManifest newest) {
        return find(newest.getJob()).map(job -> {
            TrainingState state = checkpoints.apply(newest);
            JobFingerprint.requireSame(newest, fingerprint(job));
            if (!state.adapter().layout().equals(model.layout(job.settings().lora()))) {
                throw new CheckpointException("checkpoint " + newest.getVersion() + " of job " + job.id()
                        + " is refused: its tensors are not those of the model");
            }
            return trainer(job, state, newest);
        });
    }

    private Optional<JobDefinition> find(String id) {
        return JobDefinition.isValidId(id) ? jobs.find(id) : Optional.empty();
    }

    private JobTrainer trainer(JobDefinition job, TrainingState state, @Nullable CheckpointManifest last) {
        JobSettings settings = job.settings();
        // kept for as long as the trainer, so only where it is needed; before the first checkpoint it is the state's
        // own
        float[] reference =
                settings.pull() == 0 ? new float[0] : (last == null ? state.adapter() : references.of(job)).values();
        JobEncoder encoder = new JobEncoder(settings, model.tokenizer(), templates);
        return new JobTrainer(
                job,
                fingerprint(job),
                new StepRunner(model, TrainingSettings.of(settings), beside(settings, encoder), reference),
                encoder,
                state,
                last,
                counters,
                probe);
    }

    /** What the job was given, whose anchors become tokens here, once. */
    private static Rehearsal.Beside beside(JobSettings settings, JobEncoder encoder) {
        try {
            return Rehearsal.Beside.of(settings, encoder);
        } catch (ModelException | IllegalArgumentException e) {
            throw new JobException( // the message might hold text
                    "its alignment samples cannot be encoded for the model: "
                            + e.getClass().getName(),
                    e);
        }
    }

    private String fingerprint(JobDefinition job) {
        return JobFingerprint.of(model.fingerprint(), templates, job.settings());
    }
}
