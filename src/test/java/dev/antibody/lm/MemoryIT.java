package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.embedded.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Native memory over a long run. */
class MemoryIT {

    /** Over ten thousand steps, in a JVM of its own whose heap has a fixed size: what grows is native memory. */
    @Test
    void shouldNotTakeMoreMemoryStepByStep() {
        List<String> resident = ChildJvm.run(MemoryOfSteps.class, "-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch");

        List<Long> mebibytes = resident.stream().map(Long::valueOf).toList();
        assertThat(mebibytes).hasSize(MemoryOfSteps.ROUNDS);
        // the first round warms caches up; an adapter that stayed in each step would add some 5 GiB in the others
        long after = mebibytes.get(mebibytes.size() - 1);
        assertThat(after - mebibytes.get(0))
                .as("MiB after each round: %s", mebibytes)
                .isLessThan(32);
    }
}
