package dev.antibody.app.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PartsTest {

    private final List<String> closed = new ArrayList<>();

    @Test
    void shouldEndThePartsInReverseAlthoughOneOfThemFails() {
        Parts parts = new Parts(List.of());
        parts.own(() -> closed.add("first"));
        parts.own(() -> {
            throw new IllegalStateException("cannot be ended");
        });
        parts.own(() -> closed.add("last"));

        parts.close();
        parts.close();

        assertThat(closed).containsExactly("last", "first");
    }

    @Test
    void shouldNotBeReadyBeforeEachExpectedPartIs() {
        Parts parts = new Parts(List.of("broker", "scoring"));
        AtomicBoolean scoring = new AtomicBoolean();
        parts.announce("broker", () -> true);
        assertThat(parts.areReady()).isFalse();

        parts.announce("scoring", scoring::get);
        assertThat(parts.areReady()).isFalse();

        scoring.set(true);
        assertThat(parts.areReady()).isTrue();
        assertThat(parts.states()).containsOnlyKeys("broker", "scoring");

        parts.close();
        assertThat(parts.areReady()).isFalse();
    }
}
