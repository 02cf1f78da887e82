package dev.antibody.scoring;

import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.ReferenceAdapters;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobEncoder;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What scoring needs of a job and stays as it is: the encoder and the reference adapter. The last few adapters are kept,
 * and so is a refusal, which nothing mends but another start. Thread-safe.
 */
final class JobModels {

    private static final Logger LOGGER = LoggerFactory.getLogger(JobModels.class);
    private static final int CAPACITY = 16;

    private final LanguageModel model;
    private final RefusalTemplates templates;
    private final ReferenceAdapters references;
    private final Map<Origin, Adapter> adapters = bounded();
    private final Map<Origin, CheckpointException> refused = bounded();

    /** All that an adapter is looked up by. */
    private record Origin(String job, JobSettings settings) {}

    JobModels(LanguageModel model, RefusalTemplates templates, ReferenceAdapters references) {
        this.model = model;
        this.templates = templates;
        this.references = references;
    }

    JobEncoder encoder(JobSettings settings) {
        return new JobEncoder(settings, model.tokenizer(), templates);
    }

    /**
     * The adapter that the job started from.
     *
     * @throws CheckpointException if it is refused
     */
    synchronized Adapter reference(JobDefinition job) {
        Origin origin = new Origin(job.id(), job.settings());
        CheckpointException before = refused.get(origin);
        if (before != null) {
            throw before;
        }
        try {
            return adapters.computeIfAbsent(origin, unknown -> references.of(job));
        } catch (CheckpointException e) {
            LOGGER.atError().addKeyValue("job", job.id()).log("a job cannot be scored: " + e.getMessage());
            refused.put(origin, e);
            throw e;
        }
    }

    private static <K, V> Map<K, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > CAPACITY;
            }
        };
    }
}
