package dev.antibody.app.cli;

import dev.antibody.job.JobSettings;
import dev.antibody.lm.PromptTemplate;
import dev.antibody.lm.Truncation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a sample becomes tokens, on which its score depends. What is not given stays as the command's defaults say. */
public final class EncodingOptions {

    @Option(names = "--max-length", paramLabel = "N", description = "Longest sample in tokens. Default: 256.")
    private @Nullable Integer maxLength;

    @Option(
            names = "--truncate",
            paramLabel = "response|prompt",
            description =
                    "What an over-long sample loses: the end of its response, or the beginning of its prompt. Default: prompt"
                            + " for a job, response for a file, as published.")
    private @Nullable Truncation truncation;

    @Option(
            names = "--prompt-template",
            paramLabel = "alpaca|chat|none",
            description = "Text around a prompt: Alpaca's instruction form, the model's chat template, nothing."
                    + " Default: chat for a job and for the demo model, else alpaca.")
    private @Nullable PromptTemplate promptTemplate;

    @Option(
            names = "--templates-per-sample",
            paramLabel = "N",
            description = "Refusal templates that each sample is scored against. Default: 4 for a job, 1 for a file.")
    private @Nullable Integer templatesPerSample;

    /**
     * The settings with what was given on the command line.
     *
     * @param defaults the command's own
     * @throws UsageException if one is out of its range
     */
    public JobSettings over(JobSettings defaults) {
        try {
            return defaults.with()
                    .maxLength(maxLength == null ? defaults.maxLength() : maxLength)
                    .truncation(truncation == null ? defaults.truncation() : truncation)
                    .promptTemplate(promptTemplate == null ? defaults.promptTemplate() : promptTemplate)
                    .templatesPerSample(templatesPerSample == null ? defaults.templatesPerSample() : templatesPerSample)
                    .build();
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; change that option", e);
        }
    }
}
