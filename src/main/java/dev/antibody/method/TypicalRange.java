package dev.antibody.method;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Where the log-probabilities of nearly all trusted samples of a task lie: responses neither less nor more likely, refusals
 * not more likely. A score that was fitted on some kinds of harmful probes says nothing sure of other kinds; that a sample
 * is unlike the task's own samples can be seen without any harmful one. <em>Variant:</em> the paper has nothing of the kind.
 *
 * <p>The bounds are order statistics of the trusted samples, as in conformal prediction (Vovk, Gammerman, Shafer,
 * <em>Algorithmic Learning in a Random World</em>, 2005): whatever their distribution, a further sample of it lies beyond
 * one of three bounds at the k-th of n with a probability of at most 3k / (n + 1).
 *
 * @param lowestResponse mean log-probability of a response's token, in nats, under the reference adapter
 * @param highestResponse the same
 * @param highestRefusal the same of refusals
 */
public record TypicalRange(double lowestResponse, double highestResponse, double highestRefusal) {

    private static final int BOUNDS = 3;

    public TypicalRange {
        if (!(lowestResponse <= highestResponse) || Double.isNaN(highestRefusal)) {
            throw new IllegalArgumentException("a typical range needs bounds in order, not " + lowestResponse + " to "
                    + highestResponse + " for responses, and " + highestRefusal + " for refusals");
        }
    }

    /**
     * The range of some trusted samples.
     *
     * @param trusted samples of the task, at least one
     * @param falseQuarantineRate share of further samples of the task that may lie outside, in [0, 1]. With fewer than
     *     3 / rate − 1 trusted samples (59 for 0.05) their extremes are the bounds, and the share is 3 / (n + 1)
     */
    public static TypicalRange of(List<Evidence> trusted, double falseQuarantineRate) {
        double[] responses = sorted(trusted, LogProbs::response);
        double[] refusals = sorted(trusted, LogProbs::refusal);
        int n = trusted.size();
        // no bound passes the middle, where the lowest would be above the highest
        int beyond = Math.min((int) (falseQuarantineRate * (n + 1) / BOUNDS), (n + 1) / 2);
        int k = Math.max(1, beyond);
        return new TypicalRange(responses[k - 1], responses[n - k], refusals[n - k]);
    }

    /** Whether a sample with these log-probabilities under the reference adapter is like them; with one that is not a number it is not. */
    public boolean holds(LogProbs reference) {
        return reference.response() >= lowestResponse
                && reference.response() <= highestResponse
                && reference.refusal() <= highestRefusal;
    }

    private static double[] sorted(List<Evidence> trusted, ToDoubleFunction<LogProbs> part) {
        double[] values =
                trusted.stream().map(Evidence::gated).mapToDouble(part).toArray();
        Arrays.sort(values);
        return values;
    }
}
