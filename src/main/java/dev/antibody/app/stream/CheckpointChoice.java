package dev.antibody.app.stream;

import dev.antibody.app.cli.UsageException;
import dev.antibody.checkpoint.CheckpointReader;
import dev.antibody.event.avro.CheckpointManifest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One checkpoint of one job. */
@SuppressWarnings("NullAway.Init") // fields are set by picocli
final class CheckpointChoice {

    @Parameters(paramLabel = "JOB", description = "Name of the job.")
    private String job;

    @Option(names = "--version", paramLabel = "N", description = "Version of the checkpoint. Default: the newest.")
    private @Nullable Long version;

    /**
     * Its manifest.
     *
     * @throws UsageException if there is none
     */
    CheckpointManifest from(CheckpointReader reader) {
        List<CheckpointManifest> manifests = reader.list(job);
        if (manifests.isEmpty()) {
            throw new UsageException("there is no checkpoint of a job " + job
                    + " (yet); './antibody checkpoint ls' lists what there is");
        }
        if (version == null) {
            return manifests.get(manifests.size() - 1);
        }
        return manifests.stream()
                .filter(manifest -> version.equals(manifest.getVersion()))
                .findFirst()
                .orElseThrow(() -> new UsageException("the job " + job + " has no checkpoint " + version
                        + "; './antibody checkpoint ls " + job + "' lists those that it has"));
    }
}
