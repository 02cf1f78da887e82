package dev.antibody.training.stream;

import dev.antibody.event.avro.SafetyMetrics;
import dev.antibody.training.SampleWeight;
import dev.antibody.training.StepResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/** How the samples since the last checkpoint and the model's view of them look. */
final class SafetySummary {

    private static final int FIFTH = 5;

    private final List<SampleWeight> samples = new ArrayList<>();
    private final DoubleSummaryStatistics r = new DoubleSummaryStatistics();
    private final DoubleSummaryStatistics drift = new DoubleSummaryStatistics();
    private final DoubleSummaryStatistics weightOfSteps = new DoubleSummaryStatistics();
    private int quarantined;

    void add(StepResult result, List<PendingSample> batch) {
        double sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            SampleWeight sample = result.samples().get(i);
            samples.add(sample);
            sum += sample.weight();
            if (!batch.get(i).admitted()) {
                quarantined++;
            }
            if (Double.isFinite(sample.r())) {
                r.accept(sample.r());
                drift.accept(sample.r() - batch.get(i).referenceR());
            }
        }
        if (sum > 0) {
            weightOfSteps.accept(sum);
        }
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    SafetyMetrics metrics(String job, long version, long step) {
        boolean known = r.getCount() > 0;
        return SafetyMetrics.newBuilder()
                .setJob(job)
                .setVersion(version)
                .setStep(step)
                .setSamples(samples.size())
                .setQuarantined(quarantined)
                .setMeanR(r.getAverage())
                .setMinR(known ? r.getMin() : 0)
                .setMaxR(known ? r.getMax() : 0)
                .setMeanWeight(weightOfSteps.getAverage())
                .setLowScoreWeightShare(lowScoreWeightShare())
                .setDrift(drift.getAverage())
                .build();
    }

    private double lowScoreWeightShare() {
        List<SampleWeight> byScore = samples.stream()
                .sorted(Comparator.comparingDouble(SampleWeight::score))
                .toList();
        double total = byScore.stream().mapToDouble(SampleWeight::weight).sum();
        double low = byScore.stream()
                .limit(byScore.size() / FIFTH)
                .mapToDouble(SampleWeight::weight)
                .sum();
        return total == 0 ? 0 : low / total;
    }
}
