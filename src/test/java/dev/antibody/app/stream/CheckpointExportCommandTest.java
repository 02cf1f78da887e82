package dev.antibody.app.stream;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.antibody.app.cli.UsageException;
import dev.antibody.checkpoint.JobFingerprint;
import dev.antibody.event.avro.CheckpointManifest;
import dev.antibody.job.JobSettings;
import dev.antibody.job.RefusalTemplates;
import dev.antibody.lm.Fingerprint;
import dev.antibody.lm.Fixtures;
import dev.antibody.training.stream.Manifests;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code ./antibody checkpoint export} writes only for the right base model. */
class CheckpointExportCommandTest {

    private static final Path BASE = Fixtures.tinyLlama();

    @Test
    void shouldRefuseABaseModelThatTheCheckpointWasNotMadeWith() {
        CheckpointManifest manifest = madeWith(Fingerprint.ofModel(Fixtures.tinyQwen2()));

        assertThatThrownBy(() -> CheckpointExportCommand.requireModel(manifest, BASE))
                .isInstanceOf(UsageException.class)
                .hasMessage("checkpoint 1 of job sums belongs to another model than " + BASE
                        + "; give --model the one that the node was started with");
    }

    @Test
    void shouldTakeTheModelThatTheCheckpointWasMadeWith() {
        CheckpointManifest manifest = madeWith(Fingerprint.ofModel(BASE));

        assertThatCode(() -> CheckpointExportCommand.requireModel(manifest, BASE))
                .doesNotThrowAnyException();
    }

    private static CheckpointManifest madeWith(String model) {
        return Manifests.valid()
                .setFingerprint(JobFingerprint.of(model, RefusalTemplates.bundled(), JobSettings.defaults()))
                .build();
    }
}
