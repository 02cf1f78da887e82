package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchOrderTest {

    @Property(tries = 100)
    void shouldTakeEachSampleOnceAnEpochAcrossBatches(
            @ForAll @IntRange(min = 1, max = 20) int samples,
            @ForAll @IntRange(min = 1, max = 30) int batch,
            @ForAll long seed) {
        BatchOrder order = new BatchOrder(samples, batch, seed);
        List<Integer> taken = new ArrayList<>();
        for (int step = 0; step < samples; step++) {
            List<Integer> positions = order.of(step);
            assertThat(positions).hasSize(batch);
            taken.addAll(positions);
        }

        Integer[] all = IntStream.range(0, samples).boxed().toArray(Integer[]::new);
        for (int epoch = 0; epoch < batch; epoch++) {
            assertThat(taken.subList(epoch * samples, (epoch + 1) * samples)).containsExactlyInAnyOrder(all);
        }
    }

    @Test
    void shouldReshuffleEachEpochAndForEachSeed() {
        BatchOrder order = new BatchOrder(50, 50, 1);

        assertThat(order.of(0)).isNotEqualTo(order.of(1));
        assertThat(order.of(0)).isNotEqualTo(new BatchOrder(50, 50, 2).of(0));
        assertThat(order.of(0)).isEqualTo(new BatchOrder(50, 50, 1).of(0));
    }
}
