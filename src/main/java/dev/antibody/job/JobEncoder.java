package dev.antibody.job;

import dev.antibody.lm.Encoded;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.Tokenizer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job's samples as token trees: the prompt with the response and the sample's refusal templates behind it. Scorer
 * and trainer both go through here, so that what is scored is what is trained on. Thread-safe.
 */
public final class JobEncoder {

    private final SampleEncoder encoder;
    private final RefusalTemplates templates;
    private final int templatesPerSample;

    public JobEncoder(JobSettings settings, Tokenizer tokenizer, RefusalTemplates templates) {
        this.encoder = settings.encoder(tokenizer);
        this.templates = templates;
        this.templatesPerSample = settings.templatesPerSample();
    }

    /**
     * Encodes one sample.
     *
     * @param id decides which templates the sample gets
     * @param system text in front of the prompt, if any
     */
    public Encoded encode(String id, @Nullable String system, String prompt, String response) {
        return encoder.encode(SampleEncoder.asked(system, prompt), response, templates.forId(id, templatesPerSample));
    }

    /** Encodes a sample that is not scored: the prompt with the response alone behind it. */
    public Encoded encode(SafeSample sample) {
        return encoder.encode(
                SampleEncoder.asked(sample.system().orElse(null), sample.prompt()), sample.response(), List.of());
    }
}
