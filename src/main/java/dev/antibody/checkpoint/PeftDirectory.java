package dev.antibody.checkpoint;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.AdapterLayout;
import dev.antibody.lm.LanguageModel;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.ModelException;
import dev.antibody.lm.Safetensors;
import dev.antibody.lm.Safetensors.NamedTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * An adapter as a directory that PEFT and vLLM load: {@code adapter_config.json} and
 * {@code adapter_model.safetensors} with PEFT's key names, in the order in which PEFT writes them.
 */
public final class PeftDirectory {

    static final String CONFIG = "adapter_config.json";
    static final String WEIGHTS = "adapter_model.safetensors";

    private PeftDirectory() {}

    /**
     * Writes an adapter. A new directory appears with all its content or not at all; in one that is there already each
     * of the two files is replaced as a whole, and others are left alone.
     *
     * @param baseModel where PEFT finds the base model: a directory or a name on a hub
     * @throws CheckpointException if the directory cannot be written
     */
    public static void write(Path directory, Adapter adapter, String baseModel) {
        List<NamedTensor> tensors = adapter.layout().tensors().stream()
                .sorted(Comparator.comparing(AdapterLayout.Tensor::name))
                .map(place -> AdapterTensors.named("", place, adapter.values()))
                .toList();
        Path target = directory.toAbsolutePath().normalize();
        Path draft = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
        try {
            Files.createDirectories(draft);
            try {
                Safetensors.write(draft.resolve(WEIGHTS), tensors, Map.of("format", "pt"));
                Files.writeString(
                        draft.resolve(CONFIG),
                        PeftConfig.format(adapter.layout().config(), baseModel));
                publish(draft, target);
            } finally {
                Files.deleteIfExists(draft.resolve(WEIGHTS));
                Files.deleteIfExists(draft.resolve(CONFIG));
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new CheckpointException(
                    "the adapter cannot be written to " + directory + " (" + e + "); choose a writable directory", e);
        }
    }

    private static void publish(Path draft, Path target) throws IOException {
        if (!Files.exists(target)) {
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        for (String file : List.of(WEIGHTS, CONFIG)) {
            Files.move(draft.resolve(file), target.resolve(file), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /**
     * Reads an adapter.
     *
     * @param model whose layout the adapter must have
     * @throws CheckpointException if a file is missing or broken, or the adapter is for another model
     */
    public static Adapter read(Path directory, LanguageModel model) {
        Path config = directory.resolve(CONFIG);
        Path weights = directory.resolve(WEIGHTS);
        if (!Files.isRegularFile(config) || !Files.isRegularFile(weights)) {
            throw new CheckpointException(
                    directory + " is not an adapter; it needs " + CONFIG + " and " + WEIGHTS + ", as PEFT writes them");
        }
        try {
            LoraConfig lora = PeftConfig.parse(Files.readString(config), config.toString());
            return read(Safetensors.open(weights), weights, model.layout(lora));
        } catch (IOException e) {
            throw new CheckpointException(config + " cannot be read (" + e + ")", e);
        } catch (ModelException e) {
            throw new CheckpointException("the adapter cannot be used: " + e.getMessage(), e);
        }
    }

    private static Adapter read(Safetensors file, Path weights, AdapterLayout layout) {
        Set<String> strangers = new HashSet<>(file.names());
        float[] values = new float[layout.size()];
        for (AdapterLayout.Tensor place : layout.tensors()) {
            if (!strangers.remove(place.name())) {
                throw new CheckpointException(
                        weights + " lacks " + place.name() + "; the adapter is for another model");
            }
            try {
                AdapterTensors.copy(file.tensor(place.name()), place, values);
            } catch (IllegalArgumentException e) {
                throw new CheckpointException(weights + ": " + e.getMessage(), e);
            }
        }
        if (!strangers.isEmpty()) {
            String first = strangers.stream().sorted().findFirst().orElseThrow();
            throw new CheckpointException(weights + " has " + first + ", which the model does not have");
        }
        return new Adapter(layout, values);
    }
}
