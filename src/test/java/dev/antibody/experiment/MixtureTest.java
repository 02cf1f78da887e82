package dev.antibody.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.ingest.SampleLine;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class MixtureTest {

    @Property(tries = 200)
    void shouldHaveTheWantedShareOfHarmfulSamplesInEveryOrder(
            @ForAll @IntRange(min = 1, max = 90) int size,
            @ForAll @DoubleRange(min = 0, max = 1) double poison,
            @ForAll long seed) {
        Mixture mixture = Mixture.draw(lines("good", 7), lines("bad", 3), size, poison, seed);

        for (Mixture order : List.of(mixture, mixture.burst(), mixture.drip())) {
            assertThat(order.items()).hasSize(size).containsExactlyInAnyOrderElementsOf(mixture.items());
        }
        assertThat(harmful(mixture)).isEqualTo((int) Math.round(size * poison));
        assertThat(mixture.benign().items()).hasSize(size - harmful(mixture)).noneMatch(Mixture.Item::harmful);
        assertThat(Mixture.draw(lines("good", 7), lines("bad", 3), size, poison, seed))
                .isEqualTo(mixture);
    }

    @Property(tries = 50)
    void shouldGoThroughASetBeforeItTakesASampleAgain(@ForAll long seed) {
        Mixture mixture = Mixture.draw(lines("good", 10), lines("bad", 1), 20, 0, seed);

        assertThat(mixture.items().stream().map(Mixture.Item::line).distinct()).hasSize(10);
    }

    @Property(tries = 50)
    void shouldSendABurstInOnePieceAndADripFarApart(@ForAll long seed) {
        Mixture mixture = Mixture.draw(lines("good", 40), lines("bad", 10), 50, 0.2, seed);

        assertThat(places(mixture.burst())).containsExactly(20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
        assertThat(places(mixture.drip())).containsExactly(4, 9, 14, 19, 24, 29, 34, 39, 44, 49);
    }

    private static List<Integer> places(Mixture mixture) {
        return IntStream.range(0, mixture.items().size())
                .filter(i -> mixture.items().get(i).harmful())
                .boxed()
                .toList();
    }

    private static int harmful(Mixture mixture) {
        return (int) mixture.items().stream().filter(Mixture.Item::harmful).count();
    }

    private static List<SampleLine.Accepted> lines(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SampleLine.Accepted(i, name + i, name + " prompt " + i, "answer", null, null))
                .toList();
    }
}
