package dev.antibody.app.demo;

import dev.antibody.app.cli.Progress;
import dev.antibody.job.JobSettings;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The three models side by side.
 *
 * @param defended what the node trained
 * @param sft what plain fine-tuning made of the same stream
 * @param aligned what both started from
 */
record Judgements(Judgement defended, Judgement sft, Judgement aligned) {

    /** Judges all three; a small model leaves cores free for more than one at a time. */
    static Judgements of(LanguageModel model, JobSettings settings, Adapter defended, Adapter sft, Adapter aligned) {
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try (Progress progress = Progress.start("judging", 3L * Judgement.prompts())) {
            AtomicInteger answered = new AtomicInteger();
            IntConsumer more = count -> {
                synchronized (progress) {
                    progress.done(answered.addAndGet(count));
                }
            };
            CompletableFuture<Judgement> first = judge(threads, model, settings, defended, more);
            CompletableFuture<Judgement> second = judge(threads, model, settings, sft, more);
            CompletableFuture<Judgement> third = judge(threads, model, settings, aligned, more);
            return new Judgements(first.join(), second.join(), third.join());
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            threads.shutdown();
        }
    }

    private static CompletableFuture<Judgement> judge(
            ExecutorService threads, LanguageModel model, JobSettings settings, Adapter adapter, IntConsumer answered) {
        return CompletableFuture.supplyAsync(() -> Judgement.of(model, settings, adapter, answered), threads);
    }
}
