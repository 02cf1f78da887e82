package dev.antibody.app.demo;

import dev.antibody.experiment.Mixture;
import dev.antibody.ingest.SampleLine;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The samples in the order in which they are sent. Ids are numbers in that order, made after the shuffle, so that they
 * say nothing of where a sample comes from.
 *
 * @param samples in order
 * @param harmful ids of the harmful ones: the truth, which only the judge may see
 */
public record DemoStream(List<DemoSample> samples, Set<String> harmful) {

    /** One sample as it is sent. */
    public record DemoSample(String id, String prompt, String response) {}

    public DemoStream {
        samples = List.copyOf(samples);
        harmful = Set.copyOf(harmful);
    }

    /**
     * Draws a stream. A set that is smaller than what is drawn from it is gone through again.
     *
     * @param benign at least one
     * @param poisonous at least one
     * @param size of the stream
     * @param poison share of it that is harmful, in [0, 1]
     */
    public static DemoStream draw(
            List<SampleLine.Accepted> benign, List<SampleLine.Accepted> poisonous, int size, double poison, long seed) {
        List<DemoSample> samples = new ArrayList<>(size);
        Set<String> harmful = new HashSet<>();
        for (Mixture.Item sample :
                Mixture.draw(benign, poisonous, size, poison, seed).items()) {
            String id = String.format(Locale.ROOT, "sample-%05d", samples.size() + 1);
            samples.add(new DemoSample(id, sample.line().prompt(), sample.line().response()));
            if (sample.harmful()) {
                harmful.add(id);
            }
        }
        return new DemoStream(samples, harmful);
    }
}
