package dev.antibody.lm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What a model keeps from load to close, and that a closed one is of no more use. */
class LifeOfAModelTest {

    private static final int[] PROMPT = {5, 6};
    private static final List<TokenTree> TREES =
            List.of(new TokenTree(PROMPT, List.of(new int[] {7, 8}, new int[] {9})));

    @Test
    void shouldRejectEveryUseOnceItIsClosed() {
        TorchLanguageModel model = TorchLanguageModel.load(
                Fixtures.tinyLlama(), EngineOptions.exact().withThreads(1));
        Adapter adapter = TinyModel.LLAMA.adapter();
        ForwardPass open = model.forward(TREES, adapter);

        model.close();

        for (Runnable use : List.<Runnable>of(
                () -> model.negativeLogLikelihoods(TREES, adapter),
                () -> model.forward(TREES, adapter),
                () -> model.generate(List.of(PROMPT), adapter, 2),
                () -> open.gradient(new float[][] {{1, 1}}),
                () -> model.tokenizer().encode("text", true),
                () -> model.tokenizer().decode(PROMPT))) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("the model")
                    .hasMessageEndingWith("is closed");
        }
        assertThatCode(open::close).doesNotThrowAnyException();
        assertThatCode(model::close).doesNotThrowAnyException();
    }

    /** A model that was freed under a running pass would end the JVM, and this test with it. */
    @Test
    void shouldLetRunningCallsFinishWhenItIsClosed() throws InterruptedException {
        Adapter adapter = TinyModel.LLAMA.adapter();
        List<TokenTree> trees = TinyModel.LLAMA.golden().trees();
        for (int round = 0; round < 8; round++) {
            TorchLanguageModel model = TorchLanguageModel.load(
                    Fixtures.tinyLlama(), EngineOptions.exact().withThreads(1));
            List<Runnable> uses = List.of(
                    () -> model.negativeLogLikelihoods(trees, adapter),
                    () -> model.generate(List.of(PROMPT), adapter, 20),
                    () -> differentiate(model, trees, adapter));
            List<String> refusals = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch busy = new CountDownLatch(uses.size());
            List<Thread> threads = new ArrayList<>();
            for (Runnable use : uses) {
                Thread thread = new Thread(() -> {
                    busy.countDown();
                    refusals.add(repeatUntilRefused(use));
                });
                thread.start();
                threads.add(thread);
            }
            busy.await();

            model.close();

            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(refusals).hasSize(3).containsOnly("the model is closed");
        }
    }

    @Test
    void shouldKeepNothingOfAPass() {
        TorchLanguageModel model = TinyModel.QWEN2.model();
        Adapter adapter = TinyModel.QWEN2.adapter();
        List<TokenTree> bad = List.of(new TokenTree(new int[] {5}, List.of(new int[] {6, 7_000})));
        int before = model.liveArrays();

        for (int i = 0; i < 20; i++) {
            model.negativeLogLikelihoods(TREES, adapter);
            differentiate(model, TREES, adapter);
            model.generate(List.of(PROMPT, PROMPT), adapter, 3);
            model.forward(TREES, adapter).close();
            assertThatThrownBy(() -> model.negativeLogLikelihoods(bad, adapter))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> model.forward(bad, adapter)).isInstanceOf(IllegalArgumentException.class);
        }

        assertThat(model.liveArrays()).isEqualTo(before);
    }

    private static void differentiate(LanguageModel model, List<TokenTree> trees, Adapter adapter) {
        try (ForwardPass pass = model.forward(trees, adapter)) {
            pass.gradient(FirstContinuations.of(pass.negativeLogLikelihoods()));
        }
    }

    private static String repeatUntilRefused(Runnable use) {
        try {
            while (true) {
                use.run();
            }
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
