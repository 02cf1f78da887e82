package dev.antibody.app.stream;

import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.event.avro.CheckpointManifest;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Checkpoints for a person or a program. */
final class CheckpointTable {

    private static final String ROW = "%-30s %7s %7s %8s %11s %10s %9s%n";

    private CheckpointTable() {}

    /** One checkpoint, whole. */
    static void print(PrintWriter out, boolean json, CheckpointManifest checkpoint) {
        Map<String, Object> fields = fields(checkpoint);
        if (json) {
            new JsonLinesOutput(out).write(fields);
        } else {
            fields.forEach((name, value) -> out.printf(Locale.ROOT, "%-20s %s%n", name, value));
            out.flush();
        }
    }

    /** Many checkpoints, a line each. */
    static void print(PrintWriter out, boolean json, List<CheckpointManifest> checkpoints) {
        if (json) {
            checkpoints.forEach(checkpoint -> print(out, true, checkpoint));
            return;
        }
        if (checkpoints.isEmpty()) {
            out.println("no checkpoints yet; a job commits one every few steps, and its last one when it is closed");
        } else {
            out.printf(Locale.ROOT, ROW, "JOB", "VERSION", "STEP", "TRAINED", "QUARANTINED", "LOSS", "FINISHED");
            for (CheckpointManifest checkpoint : checkpoints) {
                out.printf(
                        Locale.ROOT,
                        ROW,
                        checkpoint.getJob(),
                        checkpoint.getVersion(),
                        checkpoint.getStep(),
                        checkpoint.getSamplesTrained(),
                        checkpoint.getSamplesQuarantined(),
                        String.format(Locale.ROOT, "%.4f", checkpoint.getLoss()),
                        checkpoint.getFinished() ? "yes" : "no");
            }
        }
        out.flush();
    }

    private static Map<String, Object> fields(CheckpointManifest checkpoint) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("job", checkpoint.getJob());
        fields.put("version", checkpoint.getVersion());
        fields.put("step", checkpoint.getStep());
        fields.put("epoch", checkpoint.getEpoch());
        fields.put("finished", checkpoint.getFinished());
        fields.put("samplesTrained", checkpoint.getSamplesTrained());
        fields.put("samplesQuarantined", checkpoint.getSamplesQuarantined());
        fields.put("loss", checkpoint.getLoss());
        fields.put("bytes", checkpoint.getBytes());
        fields.put("sha256", checkpoint.getSha256());
        fields.put("adapterSha256", checkpoint.getAdapterSha256());
        fields.put("fingerprint", checkpoint.getFingerprint());
        fields.put("partition", checkpoint.getPartition());
        fields.put("nextOffset", checkpoint.getNextOffset());
        return fields;
    }
}
