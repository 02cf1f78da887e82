package dev.antibody.app.stream;

import dev.antibody.app.cli.ClusterOptions;
import dev.antibody.app.cli.JsonLinesOutput;
import dev.antibody.app.cli.JsonOption;
import dev.antibody.app.cli.KeyOptions;
import dev.antibody.event.avro.CheckpointManifest;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code checkpoint ls [JOB]}. */
@Command(name = "ls", description = "Lists the committed checkpoints of a job, or of all jobs.")
@SuppressWarnings("NullAway.Init") // fields are set by picocli
public final class CheckpointLsCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "JOB", arity = "0..1", description = "Name of the job. Default: all jobs.")
    private @Nullable String job;

    @Mixin
    private ClusterOptions cluster;

    @Mixin
    private KeyOptions keys;

    @Mixin
    private JsonOption json;

    @Override
    public Integer call() {
        Cluster node = new Cluster(cluster.endpoints()).reached();
        List<CheckpointManifest> manifests = node.checkpoints(keys.verifier(cluster.data())).manifests().stream()
                .filter(manifest -> job == null || manifest.getJob().equals(job))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json.json()) {
            manifests.forEach(manifest -> new JsonLinesOutput(out).write(fields(manifest)));
        } else {
            print(out, manifests);
        }
        return 0;
    }

    private static void print(PrintWriter out, List<CheckpointManifest> manifests) {
        if (manifests.isEmpty()) {
            out.println("no checkpoints yet");
        } else {
            String row = "%-30s %7s %7s %8s %11s %8s %s%n";
            out.printf(Locale.ROOT, row, "JOB", "VERSION", "STEP", "TRAINED", "QUARANTINED", "LOSS", "LAST");
            for (CheckpointManifest manifest : manifests) {
                out.printf(
                        Locale.ROOT,
                        row,
                        manifest.getJob(),
                        manifest.getVersion(),
                        manifest.getStep(),
                        manifest.getSamplesTrained(),
                        manifest.getSamplesQuarantined(),
                        String.format(Locale.ROOT, "%.4f", manifest.getLoss()),
                        manifest.getFinished() ? "yes" : "");
            }
        }
        out.flush();
    }

    private static Map<String, Object> fields(CheckpointManifest manifest) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("job", manifest.getJob());
        fields.put("version", manifest.getVersion());
        fields.put("step", manifest.getStep());
        fields.put("epoch", manifest.getEpoch());
        fields.put("samplesTrained", manifest.getSamplesTrained());
        fields.put("samplesQuarantined", manifest.getSamplesQuarantined());
        fields.put("loss", manifest.getLoss());
        fields.put("finished", manifest.getFinished());
        fields.put("sha256", manifest.getSha256());
        fields.put("adapterSha256", manifest.getAdapterSha256());
        fields.put("fingerprint", manifest.getFingerprint());
        return fields;
    }
}
