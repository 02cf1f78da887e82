package dev.antibody.training;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.Reading;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.LogProbs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Scores many samples in engine batches of similar length, which wastes the least on filling rows up, and gives the
 * results in the order of the input.
 */
public final class TreeScorer {

    private final LanguageModel model;
    private final int batch;

    /**
     * @param batch samples that the model reads at once, at least 1
     */
    public TreeScorer(LanguageModel model, int batch) {
        if (batch < 1) {
            throw new IllegalArgumentException("a batch needs at least one sample, not " + batch);
        }
        this.model = model;
        this.batch = batch;
    }

    /**
     * Scores samples under an adapter.
     *
     * @param trees prompts, each continued by the response and then by the refusals
     * @return one per tree, in their order
     */
    public List<LogProbs> score(List<TokenTree> trees, Adapter adapter) {
        List<Integer> byLength = IntStream.range(0, trees.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> trees.get(i).size()))
                .toList();
        LogProbs[] scored = new LogProbs[trees.size()];
        for (int from = 0; from < byLength.size(); from += batch) {
            List<Integer> rows = byLength.subList(from, Math.min(from + batch, byLength.size()));
            List<Reading> readings = model.read(rows.stream().map(trees::get).toList(), adapter);
            for (int row = 0; row < rows.size(); row++) {
                Reading reading = readings.get(row);
                scored[rows.get(row)] = LogProbs.ofNegativeLogLikelihoods(reading.negativeLogLikelihoods())
                        .with(reading.state());
            }
        }
        return new ArrayList<>(Arrays.asList(scored));
    }
}
