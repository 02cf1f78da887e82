package dev.antibody.alignment;

import dev.antibody.checkpoint.CheckpointCodec;
import dev.antibody.checkpoint.CheckpointException;
import dev.antibody.checkpoint.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The state of a run beside its adapter, from which a killed run goes on with the same bits. It is bound to all that
 * decides these bits by a text that the caller makes, and is replaced as a whole.
 *
 * @param directory the run's output
 * @param binding model, data and settings of the run, in a form that is compared for equality
 */
public record AlignmentFile(Path directory, String binding) {

    public static final String NAME = "training_state.safetensors";

    private static final String DRAFT = ".training_state";
    private static final String BINDING = "alignment";
    private static final String LAMBDA = "lambda";
    private static final String CORRECTED = "corrected";

    /** Whether a directory holds nothing, or nothing but what a killed run left behind. */
    public static boolean isFree(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.allMatch(file -> file.getFileName().toString().startsWith(DRAFT));
        }
    }

    /**
     * The state that an earlier run left, if there is one.
     *
     * @throws CheckpointException if it cannot be read or is of a run with other settings
     */
    public Optional<AlignmentState> read() {
        Path file = directory.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Files.readAllBytes(file);
            TrainingState training = CheckpointCodec.decode(bytes);
            Map<String, String> notes = CheckpointCodec.notes(bytes);
            if (!binding.equals(notes.get(BINDING))) {
                throw new CheckpointException(directory
                        + " holds a run with another model, other samples or settings; repeat those to go on with it, or"
                        + " give another directory");
            }
            String lambda = notes.get(LAMBDA);
            return Optional.of(new AlignmentState(
                    training,
                    lambda == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(lambda)),
                    Long.parseLong(notes.getOrDefault(CORRECTED, "0"))));
        } catch (IOException e) {
            throw new CheckpointException(file + " cannot be read (" + e + "); check its permissions", e);
        } catch (NumberFormatException e) {
            throw new CheckpointException(file + " is damaged; remove it to begin anew", e);
        }
    }

    /**
     * Replaces the state.
     *
     * @throws CheckpointException if it cannot be written
     */
    public void write(AlignmentState state) {
        Map<String, String> notes = new HashMap<>();
        notes.put(BINDING, binding);
        notes.put(CORRECTED, Long.toString(state.corrected()));
        state.lambda().ifPresent(lambda -> notes.put(LAMBDA, Double.toString(lambda)));
        try {
            Path draft = Files.createTempFile(directory, DRAFT, null);
            Files.write(draft, CheckpointCodec.encode(state.training(), notes));
            Files.move(draft, directory.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CheckpointException(
                    "the state cannot be written to " + directory + " (" + e + "); free space or give another one", e);
        }
    }
}
