package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.antibody.embedded.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same input gives the same bits, to the last of them. */
class DeterminismTest {

    @ParameterizedTest
    @EnumSource
    void shouldGiveTheSameBitsTwice(TinyModel tiny) {
        assertThat(DigestOfNumbers.of(tiny.model(), tiny)).isEqualTo(DigestOfNumbers.of(tiny.model(), tiny));
    }

    @Test
    void shouldGiveOtherBitsForAnotherModel() {
        assertThat(DigestOfNumbers.of(TinyModel.LLAMA.model(), TinyModel.LLAMA))
                .isNotEqualTo(DigestOfNumbers.of(TinyModel.QWEN2.model(), TinyModel.QWEN2));
    }

    @Test
    void shouldGiveTheSameBitsInAnotherProcess() {
        String oneThread = DigestOfNumbers.of(TinyModel.LLAMA.model(), TinyModel.LLAMA);

        List<String> digests = ChildJvm.run(DigestOfNumbers.class);

        // a matrix product is shared out among PyTorch's threads, so their number is part of the input
        String twoThreads = digests.get(1);
        assertThat(digests).containsExactly(oneThread, twoThreads, oneThread, twoThreads);
    }

    @Test
    void shouldGiveTheSameBitsToThreadsThatShareAModel() throws InterruptedException, ExecutionException {
        // Given what each of two models says when it is alone
        String llama = DigestOfNumbers.of(TinyModel.LLAMA.model(), TinyModel.LLAMA);
        String qwen2 = DigestOfNumbers.of(TinyModel.QWEN2.model(), TinyModel.QWEN2);

        List<String> digests = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<String>> tasks = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                TinyModel tiny = i % 3 == 2 ? TinyModel.QWEN2 : TinyModel.LLAMA;
                tasks.add(() -> DigestOfNumbers.of(tiny.model(), tiny));
            }
            for (Future<String> digest : threads.invokeAll(tasks)) {
                digests.add(digest.get());
            }
        } finally {
            threads.shutdown();
        }

        for (int i = 0; i < digests.size(); i++) {
            assertThat(digests.get(i)).as("task %s", i).isEqualTo(i % 3 == 2 ? qwen2 : llama);
        }
    }
}
