package dev.antibody.checkpoint;

import dev.antibody.lm.Adapter;
import dev.antibody.lm.AdapterLayout;
import dev.antibody.lm.LoraConfig;
import dev.antibody.lm.ModelException;
import dev.antibody.lm.Safetensors;
import dev.antibody.lm.Safetensors.NamedTensor;
import dev.antibody.method.AdamW;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A training state as a safetensors file: each LoRA tensor three times in fp32, {@code adapter.NAME}, {@code m.NAME}
 * and {@code v.NAME} with its PEFT name, and the counters and LoRA configuration in the metadata. The file describes
 * itself, so reading it needs no model. Equal states give equal bytes.
 */
public final class CheckpointCodec {

    private static final String FORMAT = "antibody-training-state-1";
    private static final String ADAPTER = "adapter.";
    private static final String FIRST_MOMENT = "m.";
    private static final String SECOND_MOMENT = "v.";
    private static final String NOTE = "note.";

    private CheckpointCodec() {}

    /** The bytes of a state. */
    public static byte[] encode(TrainingState state) {
        return encode(state, Map.of());
    }

    /** The bytes of a state with texts of its owner's, which {@link #notes} gives back. */
    public static byte[] encode(TrainingState state, Map<String, String> notes) {
        AdapterLayout layout = state.adapter().layout();
        List<NamedTensor> tensors = new ArrayList<>();
        tensors.addAll(tensors(ADAPTER, layout, state.adapter().values()));
        tensors.addAll(tensors(FIRST_MOMENT, layout, state.optimizer().m()));
        tensors.addAll(tensors(SECOND_MOMENT, layout, state.optimizer().v()));
        LoraConfig lora = layout.config();
        Map<String, String> metadata = new HashMap<>(Map.of(
                "format", FORMAT,
                "step", Long.toString(state.step()),
                "updates", Long.toString(state.optimizer().steps()),
                "rank", Integer.toString(lora.rank()),
                "alpha", Double.toString(lora.alpha()),
                "targets", String.join(",", lora.targets())));
        notes.forEach((name, text) -> metadata.put(NOTE + name, text));
        return Safetensors.encode(tensors, metadata);
    }

    /**
     * The state of some bytes.
     *
     * @throws CheckpointException if they are not a state; whether they are the ones that were written is for a hash and
     *     a signature to say
     */
    public static TrainingState decode(byte[] bytes) {
        try {
            Safetensors file = Safetensors.parse(bytes, "the checkpoint");
            Map<String, String> metadata = file.metadata();
            if (!FORMAT.equals(metadata.get("format"))) {
                throw new CheckpointException("the checkpoint is not of the format " + FORMAT);
            }
            Map<String, NamedTensor> tensors = new HashMap<>();
            List<AdapterLayout.Tensor> places = new ArrayList<>();
            int size = 0;
            for (NamedTensor tensor : file.tensors()) {
                tensors.put(tensor.name(), tensor);
                if (tensor.name().startsWith(ADAPTER)) {
                    AdapterLayout.Tensor place = place(tensor, size);
                    places.add(place);
                    size = Math.addExact(size, place.size());
                }
            }
            if (tensors.size() != 3 * places.size()) {
                throw new CheckpointException("the checkpoint has tensors that do not belong there");
            }
            AdapterLayout layout = new AdapterLayout(lora(metadata), places);
            AdamW.State optimizer = new AdamW.State(
                    values(FIRST_MOMENT, layout, tensors),
                    values(SECOND_MOMENT, layout, tensors),
                    number(metadata, "updates"));
            return new TrainingState(
                    new Adapter(layout, values(ADAPTER, layout, tensors)), optimizer, number(metadata, "step"));
        } catch (ModelException | IllegalArgumentException | ArithmeticException e) {
            throw new CheckpointException("the checkpoint cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * The texts that were written with a state.
     *
     * @throws CheckpointException if the bytes are not a state
     */
    public static Map<String, String> notes(byte[] bytes) {
        try {
            Map<String, String> notes = new HashMap<>();
            Safetensors.parse(bytes, "the checkpoint").metadata().forEach((name, text) -> {
                if (name.startsWith(NOTE)) {
                    notes.put(name.substring(NOTE.length()), text);
                }
            });
            return notes;
        } catch (ModelException e) {
            throw new CheckpointException("the checkpoint cannot be read: " + e.getMessage(), e);
        }
    }

    /** SHA-256 in lower-case hex of an adapter's values: fp32, little-endian, in the order of its layout. */
    public static String sha256(Adapter adapter) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Float.BYTES * adapter.values().length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(adapter.values());
        return sha256(bytes.array());
    }

    /** SHA-256 in lower-case hex of some bytes. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static List<NamedTensor> tensors(String prefix, AdapterLayout layout, float[] values) {
        return layout.tensors().stream()
                .map(place -> AdapterTensors.named(prefix, place, values))
                .toList();
    }

    private static AdapterLayout.Tensor place(NamedTensor tensor, int offset) {
        if (tensor.shape().length != 2) {
            throw new CheckpointException("the tensor " + tensor.name() + " of the checkpoint is not a matrix");
        }
        String name = tensor.name().substring(ADAPTER.length());
        return new AdapterLayout.Tensor(
                name, Math.toIntExact(tensor.shape()[0]), Math.toIntExact(tensor.shape()[1]), offset);
    }

    private static float[] values(String prefix, AdapterLayout layout, Map<String, NamedTensor> tensors) {
        float[] values = new float[layout.size()];
        for (AdapterLayout.Tensor place : layout.tensors()) {
            NamedTensor tensor = tensors.get(prefix + place.name());
            if (tensor == null) {
                throw new CheckpointException("the checkpoint lacks the tensor " + prefix + place.name());
            }
            AdapterTensors.copy(tensor, place, values);
        }
        return values;
    }

    private static LoraConfig lora(Map<String, String> metadata) {
        return new LoraConfig(
                Math.toIntExact(number(metadata, "rank")),
                Double.parseDouble(text(metadata, "alpha")),
                List.of(text(metadata, "targets").split(",")));
    }

    private static long number(Map<String, String> metadata, String key) {
        return Long.parseLong(text(metadata, key));
    }

    private static String text(Map<String, String> metadata, String key) {
        String text = metadata.get(key);
        if (text == null) {
            throw new CheckpointException("the checkpoint does not say its " + key);
        }
        return text;
    }
}
