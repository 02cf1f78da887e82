package dev.antibody.app.bench;

import dev.antibody.app.cli.PeakMemory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The medians of some steps' figures.
 *
 * @param mode score, train or align
 * @param variant {@code default}, or the technique that was left out
 * @param dtype what the model computed with
 * @param device where
 * @param matmulGflops the processor's own matrix-multiply rate in that format
 * @param steps at least one
 */
record Measurement(
        BenchMode mode, String variant, String dtype, String device, double matmulGflops, List<StepTime> steps) {

    /** As a JSON line. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("mode", mode.name().toLowerCase(java.util.Locale.ROOT));
        fields.put("variant", variant);
        fields.put("dtype", dtype);
        fields.put("device", device);
        fields.put("tokensPerSecond", rounded(median(step -> step.tokens() / step.all())));
        fields.put("samplesPerSecond", rounded(median(step -> step.samples() / step.all())));
        fields.put("stepMillis", rounded(1e3 * median(StepTime::all)));
        fields.put("forwardMillis", rounded(1e3 * median(StepTime::forward)));
        fields.put("backwardMillis", rounded(1e3 * median(StepTime::backward)));
        fields.put("otherMillis", rounded(1e3 * median(s -> s.all() - s.forward() - s.backward())));
        fields.put("stepGflop", rounded(median(step -> step.cost() / 1e9)));
        fields.put("gflops", rounded(median(step -> step.cost() / 1e9 / step.all())));
        fields.put("matmulGflops", rounded(matmulGflops));
        fields.put("matmulShare", rounded(median(step -> step.cost() / 1e9 / step.all()) / matmulGflops));
        fields.put("peakRssMiB", PeakMemory.mebibytes());
        fields.put("steps", steps.size());
        return fields;
    }

    private double median(ToDoubleFunction<StepTime> figure) {
        double[] sorted = steps.stream().mapToDouble(figure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
