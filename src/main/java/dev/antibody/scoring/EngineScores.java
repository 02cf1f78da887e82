package dev.antibody.scoring;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.ModelException;
import dev.antibody.lm.Reading;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.LogProbs;
import dev.antibody.scoring.EngineResult.Failed;
import dev.antibody.scoring.EngineResult.Measured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Log-probabilities from the model, each distinct tree once per adapter version. When the model fails on a batch, its
 * trees are tried one by one, so that one that cannot be scored costs nobody else. Thread-safe.
 */
final class EngineScores {

    private static final Logger LOGGER = LoggerFactory.getLogger(EngineScores.class);

    private final LanguageModel model;
    private final ScoreCache cache = new ScoreCache();

    EngineScores(LanguageModel model) {
        this.model = model;
    }

    /**
     * Scores trees under one adapter.
     *
     * @param job names the adapter, together with its version
     * @return one result per tree, in their order
     */
    List<EngineResult> score(String job, long version, Adapter adapter, List<TokenTree> trees) {
        List<ScoreCache.Key> keys =
                trees.stream().map(tree -> ScoreCache.key(job, version, tree)).toList();
        Map<ScoreCache.Key, EngineResult> results = new LinkedHashMap<>();
        Map<ScoreCache.Key, TokenTree> missing = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            ScoreCache.Key key = keys.get(i);
            TokenTree tree = trees.get(i);
            cache.find(key).ifPresentOrElse(known -> results.put(key, known), () -> missing.put(key, tree));
        }
        if (!missing.isEmpty()) {
            List<ScoreCache.Key> fresh = List.copyOf(missing.keySet());
            List<EngineResult> measured = runBatch(List.copyOf(missing.values()), adapter);
            for (int i = 0; i < fresh.size(); i++) {
                results.put(fresh.get(i), measured.get(i));
                cache.keep(fresh.get(i), measured.get(i));
            }
        }
        return keys.stream()
                .map(key -> Objects.requireNonNull(results.get(key)))
                .toList();
    }

    private List<EngineResult> runBatch(List<TokenTree> trees, Adapter adapter) {
        try {
            return run(trees, adapter);
        } catch (RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("samples", trees.size())
                    .addKeyValue("exception", e.getClass().getName())
                    .log("the model failed on a batch; its samples are tried one by one");
            List<EngineResult> alone = new ArrayList<>();
            for (TokenTree tree : trees) {
                alone.add(runAlone(tree, adapter));
            }
            return alone;
        }
    }

    private EngineResult runAlone(TokenTree tree, Adapter adapter) {
        try {
            return run(List.of(tree), adapter).get(0);
        } catch (RuntimeException e) {
            return new Failed(reason("the model cannot score it", e));
        }
    }

    private List<EngineResult> run(List<TokenTree> trees, Adapter adapter) {
        List<EngineResult> results = new ArrayList<>();
        for (Reading reading : model.read(trees, adapter)) {
            LogProbs logProbs = LogProbs.ofNegativeLogLikelihoods(reading.negativeLogLikelihoods())
                    .with(reading.state());
            results.add(isFinite(logProbs) ? new Measured(logProbs) : new Failed("the model gives no finite score"));
        }
        return results;
    }

    private static boolean isFinite(LogProbs logProbs) {
        return Double.isFinite(logProbs.response())
                && Arrays.stream(logProbs.refusals()).allMatch(Double::isFinite)
                && IntStream.range(0, logProbs.state().length).allMatch(j -> Float.isFinite(logProbs.state()[j]));
    }

    /** Our own exceptions hold no sample text; of others only the class is told. */
    static String reason(String what, RuntimeException failure) {
        return what + ": "
                + (failure instanceof ModelException
                        ? failure.getMessage()
                        : failure.getClass().getName());
    }
}
