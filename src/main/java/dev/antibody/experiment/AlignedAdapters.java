package dev.antibody.experiment;

import dev.antibody.alignment.AlignmentData;
import dev.antibody.alignment.AlignmentFile;
import dev.antibody.alignment.AlignmentRunner;
import dev.antibody.alignment.AlignmentSettings;
import dev.antibody.alignment.AlignmentState;
import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.ingest.BundledSamples;
import dev.antibody.ingest.OfflineSamples;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.TokenTree;
import dev.antibody.method.AdamW;
import dev.antibody.method.LearningRate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Adapters that fine-tunings start from, each aligned when it is asked for first. All begin with the same plain steps and
 * take as many more, each kind its own way, so that none has seen more than another. A run that was stopped goes on from
 * its file, and a finished one is not repeated.
 */
final class AlignedAdapters {

    private static final int SAVE_EVERY = 20;
    private static final double WEIGHT_DECAY = 0.1;
    private static final double CLIP_NORM = 1;
    private static final long SEED = 1;

    private final Laboratory laboratory;
    private final SafeSamples safe;
    private final AlignmentData data;
    private final Map<AlignmentKind, Adapter> adapters = new EnumMap<>(AlignmentKind.class);

    AlignedAdapters(Laboratory laboratory, StepListener listener) throws IOException {
        this.laboratory = laboratory;
        this.safe = SafeSamples.of(laboratory, listener);
        this.data = OfflineSamples.alignment(
                safe.all(),
                BundledSamples.read(BundledSamples.HARMFUL_ALIGN),
                laboratory.encoder(),
                Laboratory.REFUSALS);
    }

    /** What an aligned model shall go on saying while it is fine-tuned: prompts, each with its answer. */
    List<TokenTree> anchors() {
        return OfflineSamples.answers(safe.anchors(), laboratory.encoder());
    }

    /** The adapter of a kind. */
    Adapter of(AlignmentKind kind, StepListener listener) throws IOException {
        Adapter known = adapters.get(kind);
        if (known == null) {
            Scale.Alignment alignment = laboratory.scale().alignment();
            Adapter initial =
                    Adapter.initial(laboratory.model().layout(laboratory.scale().lora()), SEED);
            Adapter plain = aligned(
                    "plain", AlignmentKind.SFT, initial, alignment.plainRate(), alignment.plainSteps(), listener);
            known = aligned(kind.text(), kind, plain, alignment.methodRate(), alignment.methodSteps(), listener);
            adapters.put(kind, known);
        }
        return known;
    }

    private Adapter aligned(
            String name, AlignmentKind kind, Adapter start, double rate, int steps, StepListener listener)
            throws IOException {
        LearningRate falling = new LearningRate.Linear(Math.max(1, steps));
        AlignmentSettings settings = new AlignmentSettings(
                kind.defence(),
                laboratory.scale().alignment().loss(),
                AdamW.Settings.of(rate, WEIGHT_DECAY),
                falling,
                CLIP_NORM);
        Path directory = Files.createDirectories(
                laboratory.directory().resolve("aligned").resolve(name));
        String binding = String.join(
                " ",
                laboratory.model().fingerprint(),
                CheckpointCodec.sha256(start),
                data.digest(),
                settings.toString());
        AlignmentFile file = new AlignmentFile(directory, binding);
        AlignmentState state = file.read().orElseGet(() -> AlignmentState.initial(start));
        return new AlignmentRunner(laboratory.model(), settings, data, Scale.BATCH, SEED)
                .run(state, steps, step -> {
                    long done = step.state().training().step();
                    if (done % SAVE_EVERY == 0 || done == steps) {
                        file.write(step.state());
                    }
                    listener.done("aligning (" + name + ")", done, steps);
                })
                .training()
                .adapter();
    }
}
