package dev.antibody.ingest;

import dev.antibody.alignment.AlignmentData;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.lm.TokenTree;
import dev.antibody.training.OfflineSample;
import java.util.ArrayList;
import java.util.List;

/** Samples of a file in tokens. */
public final class OfflineSamples {

    private OfflineSamples() {}

    /** Prompts, each continued by its answer alone. */
    public static List<TokenTree> answers(List<SampleLine.Accepted> lines, SampleEncoder encoder) {
        return lines.stream()
                .map(line ->
                        encoder.encode(line.asked(), line.response(), List.of()).tree())
                .toList();
    }

    /** Samples to align with; the k-th harmful prompt from 0 gets refusal k, in turn, in every epoch, as published. */
    public static AlignmentData alignment(
            List<SampleLine.Accepted> safe,
            List<SampleLine.Accepted> harmful,
            SampleEncoder encoder,
            RefusalTemplates refusals) {
        List<TokenTree> trees = encode(harmful, encoder, refusals, 1).stream()
                .map(OfflineSample::tree)
                .toList();
        return new AlignmentData(answers(safe, encoder), trees);
    }

    /**
     * Encodes samples; the k-th one from 0 is compared with the refusals from k · count on, in turn, as published.
     *
     * @param count refusals per sample
     */
    public static List<OfflineSample> encode(
            List<SampleLine.Accepted> lines, SampleEncoder encoder, RefusalTemplates refusals, int count) {
        List<OfflineSample> samples = new ArrayList<>(lines.size());
        for (SampleLine.Accepted line : lines) {
            List<String> compared = refusals.forSample(samples.size(), count);
            samples.add(new OfflineSample(
                    line.id(),
                    encoder.encode(line.asked(), line.response(), compared).tree()));
        }
        return samples;
    }
}
