package dev.antibody.method;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which samples a step takes: epochs over a list, each in an order of its own, laid end to end and cut into batches. A
 * function of the seed and the step's number, so that a run goes on from anywhere without a random state.
 * <em>Variant:</em> a batch at the end of an epoch is filled up from the next one, where the published code takes a
 * smaller one.
 *
 * @param samples length of the list, at least 1
 * @param batch samples of a step, at least 1
 * @param seed of all orders
 */
public record BatchOrder(int samples, int batch, long seed) {

    public BatchOrder {
        if (samples < 1 || batch < 1) {
            throw new IllegalArgumentException("batches of " + batch + " from " + samples + " samples");
        }
    }

    /** Positions in the list of a step's samples; steps count from 0. */
    public List<Integer> of(long step) {
        List<Integer> positions = new ArrayList<>(batch);
        long epoch = -1;
        List<Integer> order = List.of();
        for (long place = step * batch; place < (step + 1) * batch; place++) {
            if (place / samples != epoch) {
                epoch = place / samples;
                order = shuffled(epoch);
            }
            positions.add(order.get((int) (place % samples)));
        }
        return positions;
    }

    private List<Integer> shuffled(long epoch) {
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, samples).boxed().toList());
        long ofEpoch = new SplittableRandom(new SplittableRandom(seed).nextLong() + epoch).nextLong();
        Collections.shuffle(order, new Random(ofEpoch));
        return order;
    }
}
