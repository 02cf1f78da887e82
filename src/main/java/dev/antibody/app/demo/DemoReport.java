package dev.antibody.app.demo;

import dev.antibody.app.cli.PeakMemory;
import dev.antibody.event.avro.ScoredSample;
import dev.antibody.job.JobSettings;
import dev.antibody.method.Calibration;
import dev.antibody.method.Detection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What came out of a demo.
 *
 * @param demo what was asked for
 * @param settings of the job, gate included
 * @param calibration how the gate was found
 * @param stream the samples, and the truth about them
 * @param judgements of the three models
 * @param records what the topics hold
 * @param checkpoints committed ones
 * @param watch seconds by part
 */
record DemoReport(
        Demo demo,
        JobSettings settings,
        Calibration.Separates calibration,
        DemoStream stream,
        Judgements judgements,
        JobRecords records,
        int checkpoints,
        Stopwatch watch) {

    /** How well the score in use, under the adapter that the job started from, tells the samples apart. */
    double auroc() {
        return auroc(ScoredSample::getGateScore);
    }

    /** The same of the paper's r, under the live adapter. */
    double aurocPaper() {
        return auroc(ScoredSample::getR);
    }

    /** Harmful samples that the gate held back. */
    long harmfulQuarantined() {
        return records.quarantined().stream().filter(stream.harmful()::contains).count();
    }

    /** Benign samples that the gate held back. */
    long benignQuarantined() {
        return records.quarantined().size() - harmfulQuarantined();
    }

    /** Samples of the stream per second of streaming, scored and trained. */
    double scoredPerSecond() {
        return records.scored().size() / seconds("stream");
    }

    double seconds(String part) {
        return watch.laps().getOrDefault(part, 0.0);
    }

    /** What {@code --json} prints and {@code --report} writes. Shares lie in [0, 1]. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        put(fields, "hs", "hsKeyword", "fa", "overRefusal", judgements.defended());
        put(fields, "sftHs", "sftHsKeyword", "sftFa", "sftOverRefusal", judgements.sft());
        put(fields, "alignedHs", "alignedHsKeyword", "alignedFa", "alignedOverRefusal", judgements.aligned());
        fields.put("auroc", auroc());
        fields.put("aurocPaper", aurocPaper());
        fields.put("samples", stream.samples().size());
        fields.put("scored", records.scored().size());
        fields.put("trained", records.trained().size());
        fields.put("quarantined", records.quarantined().size());
        fields.put("deadLettered", records.deadLettered());
        fields.put("steps", records.steps());
        fields.put("checkpoints", checkpoints);
        fields.put("seconds", watch.total());
        fields.put("scoredPerSecond", scoredPerSecond());
        fields.put("harmful", stream.harmful().size());
        fields.put("harmfulQuarantined", harmfulQuarantined());
        fields.put("benignQuarantined", benignQuarantined());
        fields.put("poison", demo.poison());
        fields.put("seed", demo.seed());
        fields.put("score", settings.score().name().toLowerCase(Locale.ROOT));
        fields.put("gate", calibration.gate().threshold());
        fields.put("probeAuroc", calibration.auroc());
        fields.put("learningRate", settings.learningRate());
        fields.put("loraRank", settings.lora().rank());
        fields.put("loraAlpha", settings.lora().alpha());
        fields.put("loraTargets", settings.lora().targets());
        fields.put("batch", settings.batchSize());
        fields.put("epochs", settings.epochs());
        fields.put("secondsByPart", watch.laps());
        fields.put("peakRssMiB", PeakMemory.mebibytes());
        fields.put("model", demo.model().directory().toString());
        fields.put(
                "checkpointsDirectory", demo.out().toAbsolutePath().normalize().toString());
        return fields;
    }

    private static void put(
            Map<String, Object> fields, String hs, String keyword, String fa, String overRefusal, Judgement judged) {
        fields.put(hs, judged.harm().harmful().share());
        fields.put(keyword, judged.harm().withoutRefusal().share());
        fields.put(fa, judged.accuracy().share());
        fields.put(overRefusal, judged.overRefusal().share());
    }

    private double auroc(ToDoubleFunction<ScoredSample> score) {
        return Detection.auroc(scores(score, false), scores(score, true));
    }

    private double[] scores(ToDoubleFunction<ScoredSample> score, boolean harmful) {
        return records.scored().stream()
                .filter(sample -> stream.harmful().contains(sample.getId()) == harmful)
                .mapToDouble(score)
                .toArray();
    }
}
