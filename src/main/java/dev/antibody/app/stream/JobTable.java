package dev.antibody.app.stream;

import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.evaluation.ComparedScore;
import dev.antibody.job.Anchors;
import dev.antibody.job.JobDefinition;
import dev.antibody.job.JobSettings;
import dev.antibody.method.Gate;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Jobs for a person or a program. */
final class JobTable {

    private JobTable() {}

    /** One job with all its settings. */
    static void print(PrintWriter out, boolean json, JobDefinition job) {
        Map<String, Object> fields = fields(job);
        if (json) {
            new JsonLinesOutput(out).write(fields);
        } else {
            fields.forEach((name, value) -> out.printf(Locale.ROOT, "%-20s %s%n", name, value));
            out.flush();
        }
    }

    /** Many jobs, a line each. */
    static void print(PrintWriter out, boolean json, List<JobDefinition> jobs) {
        if (json) {
            jobs.forEach(job -> print(out, true, job));
            return;
        }
        if (jobs.isEmpty()) {
            out.println("no jobs; make one with './antibody job create JOB'");
        } else {
            out.printf(Locale.ROOT, "%-30s %-8s %-9s %-10s %s%n", "JOB", "STATE", "METHOD", "SCORE", "CREATED");
            for (JobDefinition job : jobs) {
                out.printf(
                        Locale.ROOT,
                        "%-30s %-8s %-9s %-10s %s%n",
                        job.id(),
                        lower(job.state()),
                        lower(job.settings().method()),
                        score(job.settings()),
                        job.createdAt());
            }
        }
        out.flush();
    }

    private static Map<String, Object> fields(JobDefinition job) {
        JobSettings settings = job.settings();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("job", job.id());
        fields.put("state", lower(job.state()));
        fields.put("createdAt", job.createdAt().toString());
        fields.put("method", lower(settings.method()));
        fields.put("score", score(settings));
        fields.put("gate", settings.gate().<Object>map(Gate::threshold).orElse("none"));
        fields.put("tau", settings.tau());
        fields.put("loss", lower(settings.loss()));
        fields.put("batch", settings.batchSize());
        fields.put("epochs", settings.epochs());
        fields.put("learningRate", settings.learningRate());
        fields.put("weightDecay", settings.weightDecay());
        fields.put("clip", settings.clipNorm());
        fields.put("seed", settings.seed());
        fields.put("loraRank", settings.lora().rank());
        fields.put("loraAlpha", settings.lora().alpha());
        fields.put("loraTargets", settings.lora().targets());
        fields.put("maxLength", settings.maxLength());
        fields.put("truncate", lower(settings.truncation()));
        fields.put("promptTemplate", lower(settings.promptTemplate()));
        fields.put("templatesPerSample", settings.templatesPerSample());
        fields.put("maxWeightStaleness", settings.maxWeightStaleness());
        fields.put("checkpointEvery", settings.checkpointEvery());
        fields.put("reference", settings.reference().orElse("none"));
        fields.put(
                "safeSamples",
                settings.anchors().map(safe -> safe.samples().size()).orElse(0));
        fields.put("anchors", settings.anchors().map(Anchors::perMicroBatch).orElse(0));
        fields.put(
                "anchorWeight", settings.anchors().<Object>map(Anchors::weight).orElse("none"));
        fields.put("damped", settings.damped());
        fields.put("pull", settings.pull());
        return fields;
    }

    private static String score(JobSettings settings) {
        return settings.calibrated()
                .map(score ->
                        score.representation().isPresent() ? ComparedScore.REPRESENTATION : ComparedScore.CALIBRATED)
                .map(JobTable::lower)
                .orElseGet(() -> lower(settings.score()));
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
