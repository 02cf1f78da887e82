package dev.antibody.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SafetyAnchorsTest {

    @Property(tries = 100)
    void shouldGiveEachItsTurnBeforeAnyHasItsSecond(
            @ForAll @IntRange(min = 1, max = 20) int samples,
            @ForAll @IntRange(min = 1, max = 4) int some,
            @ForAll long seed) {
        int perMicroBatch = Math.min(some, samples);
        SafetyAnchors anchors = new SafetyAnchors(samples, perMicroBatch, seed);
        List<Integer> joined = new ArrayList<>();
        for (int microBatch = 0; joined.size() < samples; microBatch++) {
            joined.addAll(anchors.of(microBatch));
        }

        assertThat(joined.subList(0, samples))
                .containsExactlyInAnyOrder(IntStream.range(0, samples).boxed().toArray(Integer[]::new));
    }

    @Test
    void shouldDependOnTheSeedAndTheMicroBatchOnly() {
        SafetyAnchors anchors = new SafetyAnchors(100, 4, 1);

        assertThat(anchors.of(7)).hasSize(4).isEqualTo(new SafetyAnchors(100, 4, 1).of(7));
        assertThat(anchors.of(7)).isNotEqualTo(anchors.of(8));
        assertThat(anchors.of(7)).isNotEqualTo(new SafetyAnchors(100, 4, 2).of(7));
    }

    @Test
    void shouldAddNothingWhenThereAreNone() {
        assertThat(new SafetyAnchors(100, 0, 1).of(3)).isEmpty();
    }

    @Test
    void shouldRefuseMoreThanThereAre() {
        assertThatThrownBy(() -> new SafetyAnchors(2, 3, 1))
                .hasMessage("3 of 2 alignment samples cannot join a micro-batch");
        assertThatThrownBy(() -> new SafetyAnchors(0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
