package dev.antibody.ingest;

import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.SampleEncoder;
import dev.antibody.training.OfflineSample;
import java.util.ArrayList;
import java.util.List;

/** Samples of a file in tokens. */
public final class OfflineSamples {

    private OfflineSamples() {}

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
                    encoder.encode(line.prompt(), line.response(), compared).tree()));
        }
        return samples;
    }
}
