package dev.antibody.experiment;

import dev.antibody.ingest.SampleLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A user's samples with harmful ones among them.
 *
 * @param items in the order in which they are trained on
 */
public record Mixture(List<Item> items) {

    /** A sample and what the defence is not told. */
    public record Item(SampleLine.Accepted line, boolean harmful) {}

    public Mixture {
        items = List.copyOf(items);
    }

    /**
     * Draws a mixture in random order. A set that is smaller than what is drawn from it is gone through again.
     *
     * @param benign at least one
     * @param harmful at least one
     * @param size of the mixture
     * @param poison share of it that is harmful, in [0, 1]
     */
    public static Mixture draw(
            List<SampleLine.Accepted> benign, List<SampleLine.Accepted> harmful, int size, double poison, long seed) {
        Random random = new Random(seed);
        int bad = (int) Math.round(size * poison);
        List<Item> items = new ArrayList<>(size);
        pick(harmful, bad, random).forEach(line -> items.add(new Item(line, true)));
        pick(benign, size - bad, random).forEach(line -> items.add(new Item(line, false)));
        Collections.shuffle(items, random);
        return new Mixture(items);
    }

    /** The same without its harmful samples: the poison-free control. */
    public Mixture benign() {
        return new Mixture(items.stream().filter(item -> !item.harmful()).toList());
    }

    /** The same with the benign samples first and the harmful ones in one piece behind the first half of them. */
    public Mixture burst() {
        List<Item> benign = benign().items();
        List<Item> ordered = new ArrayList<>(benign.subList(0, benign.size() / 2));
        items.stream().filter(Item::harmful).forEach(ordered::add);
        ordered.addAll(benign.subList(benign.size() / 2, benign.size()));
        return new Mixture(ordered);
    }

    /** The same with the harmful samples as evenly apart as they can be. */
    public Mixture drip() {
        List<Item> benign = benign().items();
        List<Item> harmful = items.stream().filter(Item::harmful).toList();
        List<Item> ordered = new ArrayList<>(items.size());
        for (int place = 0, good = 0, bad = 0; place < items.size(); place++) {
            boolean due = (long) (place + 1) * harmful.size() / items.size() > bad;
            ordered.add(due ? harmful.get(bad++) : benign.get(good++));
        }
        return new Mixture(ordered);
    }

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
