package dev.antibody.app.demo;

import dev.antibody.ingest.SampleLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
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
        Random random = new Random(seed);
        int bad = (int) Math.round(size * poison);
        List<Labelled> drawn = new ArrayList<>(size);
        pick(poisonous, bad, random).forEach(line -> drawn.add(new Labelled(line, true)));
        pick(benign, size - bad, random).forEach(line -> drawn.add(new Labelled(line, false)));
        Collections.shuffle(drawn, random);
        List<DemoSample> samples = new ArrayList<>(size);
        Set<String> harmful = new HashSet<>();
        for (Labelled sample : drawn) {
            String id = String.format(Locale.ROOT, "sample-%05d", samples.size() + 1);
            samples.add(new DemoSample(id, sample.line().prompt(), sample.line().response()));
            if (sample.harmful()) {
                harmful.add(id);
            }
        }
        return new DemoStream(samples, harmful);
    }

    private record Labelled(SampleLine.Accepted line, boolean harmful) {}

    private static List<SampleLine.Accepted> pick(List<SampleLine.Accepted> from, int count, Random random) {
        List<SampleLine.Accepted> picked = new ArrayList<>(count);
        while (picked.size() < count) {
            List<SampleLine.Accepted> round = new ArrayList<>(from);
            Collections.shuffle(round, random);
            picked.addAll(round.subList(0, Math.min(round.size(), count - picked.size())));
        }
        return picked;
    }
}
