package dev.antibody.scoring;

import dev.antibody.job.JobEncoder;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.LoraConfig;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What scoring needs of a job and can be made from its settings alone: the encoder and the reference adapter. The last
 * few are kept. Thread-safe.
 */
final class JobModels {

    private static final int CAPACITY = 16;

    private final LanguageModel model;
    private final RefusalTemplates templates;
    private final Map<Origin, Adapter> adapters = bounded();

    /** Jobs with the same of both start from the same adapter. */
    private record Origin(LoraConfig lora, long seed) {}

    JobModels(LanguageModel model, RefusalTemplates templates) {
        this.model = model;
        this.templates = templates;
    }

    JobEncoder encoder(JobSettings settings) {
        return new JobEncoder(settings, model.tokenizer(), templates);
    }

    /** The adapter that the job started from. */
    synchronized Adapter reference(JobSettings settings) {
        return adapters.computeIfAbsent(
                new Origin(settings.lora(), settings.seed()),
                origin -> Adapter.initial(model.layout(origin.lora()), origin.seed()));
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
