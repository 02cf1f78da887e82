package dev.antibody.app.cli;

import dev.antibody.checkpoint.PeftDirectory;
import dev.antibody.lm.Adapter;
import dev.antibody.lm.EngineOptions;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.ModelSource;
import dev.antibody.lm.NumberFormat;
import dev.antibody.lm.PromptTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which model a command works with, and how it is run. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
public final class ModelOptions {

    @Mixin
    private ModelDirectoryOption model;

    @Option(
            names = "--dtype",
            paramLabel = "fp32|bf16|auto",
            defaultValue = "auto",
            description =
                    "Numbers to compute with: fp32; bf16, whose likelihoods are off by some hundredths; or bf16 where"
                            + " a short measurement shows that this machine gains by it, and else fp32.")
    private Precision dtype;

    @Option(
            names = "--device",
            paramLabel = "cpu|cuda",
            defaultValue = EngineOptions.CPU,
            description = "Where to compute. cuda needs PYTORCH_LIBRARY_PATH to name a PyTorch for CUDA.")
    private String device;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Threads to compute with. Default: one per physical core; one for a small model.")
    private @Nullable Integer threads;

    /** What {@code --dtype} takes. */
    public enum Precision {
        FP32(NumberFormat.FP32),
        BF16(NumberFormat.BF16),
        AUTO(null);

        private final @Nullable NumberFormat format;

        Precision(@Nullable NumberFormat format) {
            this.format = format;
        }
    }

    /** The model's directory; the demo model is unpacked into the user's cache when it is needed first. */
    public Path directory() {
        return model.directory();
    }

    /** Whether it is the demo model, because no other is named. */
    public boolean isBundled() {
        return model.isBundled();
    }

    /** The model, ready to be loaded. */
    public ModelSource source() {
        return new ModelSource(directory(), engine());
    }

    /** What decides what the model says, as it was typed. */
    public List<String> typed() {
        List<String> options = new ArrayList<>();
        if (!isBundled()) {
            options.add("--model " + directory());
        }
        if (dtype != Precision.AUTO) {
            options.add("--dtype " + dtype.name().toLowerCase(Locale.ROOT));
        }
        if (!device.equals(EngineOptions.CPU)) {
            options.add("--device " + device);
        }
        return options;
    }

    /** Loads it, so that a command that is stopped ends behind the pass that is under way. */
    public LanguageModel load() {
        return source().load().delayingExit();
    }

    /**
     * How it is to be run.
     *
     * @throws UsageException if that is not possible
     */
    public EngineOptions engine() {
        try {
            return new EngineOptions(dtype.format, device, threads, Set.of());
        } catch (IllegalArgumentException e) {
            throw new UsageException(e.getMessage() + "; change --device or --threads", e);
        }
    }

    /** How the model's prompts are rendered when nothing is said: the demo model knows its chat template only. */
    public PromptTemplate promptTemplate() {
        return model.promptTemplate();
    }

    /** The adapter of a PEFT directory, or without one an adapter that changes nothing. */
    public static Adapter adapter(LanguageModel model, @Nullable Path directory) {
        if (directory != null) {
            return PeftDirectory.read(directory, model);
        }
        return Adapter.initial(model.layout(new LoraConfig(1, 1, List.of("q_proj"))), 0);
    }
}
