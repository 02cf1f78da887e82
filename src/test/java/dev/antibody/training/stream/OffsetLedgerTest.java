package dev.antibody.training.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class OffsetLedgerTest {

    @Test
    void shouldResumeAtTheFirstSampleThatNoCheckpointCovers() {
        OffsetLedger ledger = new OffsetLedger(0);
        take(ledger, "a", 0);
        take(ledger, "b", 1);
        take(ledger, "a", 2);

        assertThat(ledger.resumeOffset("a", 3, false)).isEqualTo(1);
        assertThat(ledger.resumeOffset("b", 2, false)).isZero();
    }

    @Test
    void shouldResumeAtItsPositionWhenNothingIsUncovered() {
        OffsetLedger ledger = new OffsetLedger(5);
        take(ledger, "a", 5);
        ledger.advance(9);

        assertThat(ledger.resumeOffset("a", 6, false)).isEqualTo(9);
    }

    @Test
    void shouldComeBackToAControlRecordUntilTheJobIsFinished() {
        OffsetLedger ledger = new OffsetLedger(0);
        take(ledger, "a", 0);
        ledger.advance(2);
        ledger.hold("a", 1);
        ledger.advance(3);
        ledger.hold("a", 2);

        assertThat(ledger.resumeOffset("a", 1, false)).isEqualTo(1);
        assertThat(ledger.resumeOffset("a", 1, true)).isEqualTo(3);
    }

    @Test
    void shouldChangeNothingWhenItIsOnlyAsked() {
        OffsetLedger ledger = new OffsetLedger(0);
        take(ledger, "a", 0);

        assertThat(ledger.resumeOffset("a", 1, true)).isEqualTo(1);
        assertThat(ledger.resumeOffset("b", 1, true)).isZero();
    }

    /** Jobs take turns at random, commit at random, and the process dies at random. */
    @Property
    void shouldTrainEverySampleOnceAndInOrder(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int jobs, @ForAll @IntRange(max = 60) int records) {
        Random random = new Random(seed);
        String[] log = new String[records];
        for (int offset = 0; offset < records; offset++) {
            log[offset] = "job-" + random.nextInt(jobs);
        }
        Committed committed = new Committed();
        while (committed.resume < records) {
            run(log, committed, random);
        }

        for (int job = 0; job < jobs; job++) {
            String name = "job-" + job;
            List<Long> own = new ArrayList<>();
            for (int offset = 0; offset < records; offset++) {
                if (log[offset].equals(name)) {
                    own.add((long) offset);
                }
            }
            assertThat(committed.trained.getOrDefault(name, List.of())).isEqualTo(own);
        }
    }

    /** What survives a crash. */
    private static final class Committed {

        private long resume;
        private final Map<String, Long> next = new HashMap<>();
        private final Map<String, List<Long>> trained = new HashMap<>();
    }

    /** From what is committed to the next crash, or to the end of the log with everything committed. */
    private static void run(String[] log, Committed committed, Random random) {
        OffsetLedger ledger = new OffsetLedger(committed.resume);
        Map<String, List<Long>> uncommitted = new HashMap<>();
        for (long offset = committed.resume; offset < log.length; offset++) {
            String job = log[(int) offset];
            ledger.advance(offset + 1);
            if (offset >= committed.next.getOrDefault(job, 0L)) {
                ledger.take(job, offset);
                uncommitted.computeIfAbsent(job, none -> new ArrayList<>()).add(offset);
            }
            if (random.nextInt(4) == 0) {
                String chosen = "job-" + random.nextInt(5);
                commit(chosen, random.nextInt(3), ledger, uncommitted, committed);
            }
            if (random.nextInt(12) == 0) {
                return;
            }
        }
        for (String job : List.copyOf(uncommitted.keySet())) {
            commit(job, 0, ledger, uncommitted, committed);
        }
        // the last of these commits is the position; with nothing left to commit it has been committed before
        committed.resume = Math.max(committed.resume, ledger.resumeOffset("nobody", 0, false));
    }

    /** A checkpoint of all that a job has taken but its last few samples. */
    private static void commit(
            String job, int partial, OffsetLedger ledger, Map<String, List<Long>> uncommitted, Committed committed) {
        List<Long> taken = uncommitted.getOrDefault(job, List.of());
        int count = taken.size() - partial;
        if (count < 1) {
            return;
        }
        List<Long> covered = taken.subList(0, count);
        long before = covered.get(count - 1) + 1;
        committed.resume = ledger.resumeOffset(job, before, false);
        ledger.cover(job, before, false);
        committed.next.put(job, before);
        committed.trained.computeIfAbsent(job, none -> new ArrayList<>()).addAll(covered);
        covered.clear();
    }

    private static void take(OffsetLedger ledger, String job, long offset) {
        ledger.advance(offset + 1);
        ledger.take(job, offset);
    }
}
