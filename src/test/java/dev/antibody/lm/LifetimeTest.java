package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LifetimeTest {

    private final Lifetime lifetime = new Lifetime("the thing");
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());

    @Test
    void shouldEndWhenNobodyUsesItAnyMore() throws InterruptedException {
        // Given a thread in the middle of a use, and another that wants to end it
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        Thread user = new Thread(() -> lifetime.use(() -> {
            started.countDown();
            await(goOn);
            return events.add("used");
        }));
        Thread closer = new Thread(() -> lifetime.end(() -> events.add("ended")));
        user.start();
        started.await();
        closer.start();
        Awaitility.await().until(() -> closer.getState() == Thread.State.WAITING);

        goOn.countDown();
        user.join();
        closer.join();

        assertThat(events).containsExactly("used", "ended");
    }

    @Test
    void shouldRejectUseAfterTheEnd() {
        lifetime.end(() -> events.add("ended"));

        assertThatThrownBy(() -> lifetime.use(() -> events.add("used")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the thing is closed");
        assertThat(events).containsExactly("ended");
    }

    @Test
    void shouldEndOnce() {
        lifetime.end(() -> events.add("ended"));
        lifetime.end(() -> events.add("ended again"));

        assertThat(events).containsExactly("ended");
    }

    @Test
    void shouldReleaseWhatBelongsToItAlsoAfterTheEnd() {
        lifetime.release(() -> events.add("part"));
        lifetime.end(() -> events.add("ended"));
        lifetime.release(() -> events.add("another part"));

        assertThat(events).containsExactly("part", "ended", "another part");
    }

    @Test
    void shouldEndAfterAUseThatFailed() {
        assertThatThrownBy(() -> lifetime.use(() -> {
                    throw new IllegalArgumentException("no");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        lifetime.end(() -> events.add("ended"));

        assertThat(events).containsExactly("ended");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
