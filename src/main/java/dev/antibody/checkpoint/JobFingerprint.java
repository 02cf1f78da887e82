package dev.antibody.checkpoint;

import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.job.Anchors;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.method.CalibratedScore;
import dev.antibody.method.Gate;
import dev.antibody.method.LogisticRegression;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a job's steps depend on beside its state and samples, as one line: the model with its tokenizer, the refusal
 * templates, and every setting. A job that was given no adapter, calibrated score or anchors, or is not damped or pulled, says
 * nothing of it, as before there were such jobs.
 */
public final class JobFingerprint {

    private static final String MODEL = "model";
    private static final String REFERENCE = "reference";
    private static final String CALIBRATED = "calibrated";
    private static final String REPRESENTATION = "representation";
    private static final String ANCHORS = "anchors";
    private static final String DAMPED = "damped";
    private static final String PULL = "pull";
    private static final String NONE = "none";

    private JobFingerprint() {}

    /** The line. */
    public static String of(String model, RefusalTemplates templates, JobSettings settings) {
        Map<String, Object> parts = new LinkedHashMap<>();
        parts.put(MODEL, model);
        parts.put(
                "templates",
                CheckpointCodec.sha256(String.join("\n", templates.texts()).getBytes(StandardCharsets.UTF_8)));
        parts.put("method", settings.method());
        parts.put("score", settings.score());
        parts.put("gate", settings.gate().<Object>map(Gate::threshold).orElse(NONE));
        parts.put("tau", settings.tau());
        parts.put("loss", settings.loss());
        parts.put("batch", settings.batchSize());
        parts.put("epochs", settings.epochs());
        parts.put("learningRate", settings.learningRate());
        parts.put("weightDecay", settings.weightDecay());
        parts.put("clip", settings.clipNorm());
        parts.put("seed", settings.seed());
        parts.put("loraRank", settings.lora().rank());
        parts.put("loraAlpha", settings.lora().alpha());
        parts.put("loraTargets", String.join(",", settings.lora().targets()));
        parts.put("maxLength", settings.maxLength());
        parts.put("truncate", settings.truncation());
        parts.put("promptTemplate", settings.promptTemplate());
        parts.put("templatesPerSample", settings.templatesPerSample());
        parts.put("maxWeightStaleness", settings.maxWeightStaleness());
        parts.put("checkpointEvery", settings.checkpointEvery());
        settings.reference().ifPresent(digest -> parts.put(REFERENCE, digest));
        settings.calibrated().ifPresent(score -> parts.put(CALIBRATED, digest(score.regression())));
        settings.calibrated()
                .flatMap(CalibratedScore::representation)
                .ifPresent(states -> parts.put(REPRESENTATION, digest(states)));
        settings.anchors().ifPresent(anchors -> parts.put(ANCHORS, digest(anchors)));
        if (settings.damped()) {
            parts.put(DAMPED, "quarter-to-half");
        }
        if (settings.pull() > 0) {
            parts.put(PULL, settings.pull());
        }
        StringBuilder line = new StringBuilder();
        parts.forEach((name, value) ->
                line.append(line.isEmpty() ? "" : " ").append(name).append('=').append(value));
        return line.toString();
    }

    /**
     * Refuses a checkpoint that was made under other conditions than the present ones.
     *
     * @throws CheckpointException that names the first thing that differs
     */
    public static void requireSame(CheckpointManifest manifest, String present) {
        if (manifest.getFingerprint().equals(present)) {
            return;
        }
        Map<String, String> before = parse(manifest.getFingerprint());
        String difference = "its fingerprint is of another form";
        Map<String, String> now = parse(present);
        Set<String> names = new LinkedHashSet<>(now.keySet());
        names.addAll(List.of(REFERENCE, CALIBRATED, REPRESENTATION, ANCHORS, DAMPED, PULL));
        for (String name : names) {
            String was = before.getOrDefault(name, NONE);
            String is = now.getOrDefault(name, NONE);
            if (!is.equals(was)) {
                difference = name + " was " + was + " and is now " + is;
                break;
            }
        }
        throw new CheckpointException("checkpoint " + manifest.getVersion() + " of job " + manifest.getJob()
                + " is refused: " + difference + "; go on under the same conditions, or create a new job");
    }

    /** Fingerprint of the model that a checkpoint was made with; empty if the checkpoint does not say. */
    public static Optional<String> model(CheckpointManifest manifest) {
        return Optional.ofNullable(parse(manifest.getFingerprint()).get(MODEL));
    }

    /** SHA-256 of all its numbers, each as its eight bytes. */
    private static String digest(LogisticRegression regression) {
        int features = regression.weights().length;
        ByteBuffer numbers = ByteBuffer.allocate((3 * features + 1) * Double.BYTES);
        for (double[] part : List.of(regression.means(), regression.deviations(), regression.weights())) {
            Arrays.stream(part).forEach(numbers::putDouble);
        }
        numbers.putDouble(regression.intercept());
        return CheckpointCodec.sha256(numbers.array());
    }

    /** SHA-256 of number, weight and texts, each text with its length in front. */
    private static String digest(Anchors anchors) {
        List<byte[]> texts = anchors.samples().stream()
                .flatMap(sample -> Stream.of(sample.system().orElse(""), sample.prompt(), sample.response()))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
        int bytes = texts.stream().mapToInt(text -> Integer.BYTES + text.length).sum();
        ByteBuffer all = ByteBuffer.allocate(Integer.BYTES + Double.BYTES + bytes)
                .putInt(anchors.perMicroBatch())
                .putDouble(anchors.weight());
        texts.forEach(text -> all.putInt(text.length).put(text));
        return CheckpointCodec.sha256(all.array());
    }

    private static Map<String, String> parse(String line) {
        Map<String, String> parts = new LinkedHashMap<>();
        for (String part : line.split(" ", -1)) {
            int sign = part.indexOf('=');
            parts.put(part.substring(0, Math.max(0, sign)), part.substring(sign + 1));
        }
        return parts;
    }
}
