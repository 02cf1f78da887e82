package dev.antibody.checkpoint;

import dev.antibody.job.JobDefinition;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import org.apache.kafka.common.KafkaException;

/** The adapters that jobs start from, under which their gates decide. */
@FunctionalInterface
public interface ReferenceAdapters {

    /**
     * The adapter that a job starts from.
     *
     * @throws CheckpointException if the one that it was given is not to be trusted, or does not fit
     * @throws KafkaException if that cannot be told now; asking again later may help
     */
    Adapter of(JobDefinition job);

    /** What a job that was given no adapter starts from: one that changes nothing, from the job's seed. */
    static Adapter initial(LanguageModel model, JobDefinition job) {
        return Adapter.initial(
                model.layout(job.settings().lora()), job.settings().seed());
    }
}
