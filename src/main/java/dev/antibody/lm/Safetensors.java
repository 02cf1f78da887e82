package dev.antibody.lm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file of named tensors: eight bytes of header length (little-endian), a JSON header, the tensors' bytes. Reads F32,
 * F16 and BF16 and widens all to float; writes F32. The same tensors and metadata always give the same bytes.
 *
 * <p>An instance keeps the header only and opens the file for each tensor, so it needs no closing.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">safetensors format</a>
 */
public final class Safetensors {

    /** A tensor on the heap: its name, its dimensions and its values in row-major order. */
    public record NamedTensor(String name, long[] shape, float[] values) {}

    private record Entry(ElementType type, long[] shape, long begin, long end) {}

    /** Fills a buffer with bytes from a position on; the two implementations are a file and an array. */
    private interface Source {
        void fill(long position, ByteBuffer bytes) throws IOException;

        /** A range of bytes on the heap. */
        default ByteBuffer read(long position, int length) throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            fill(position, bytes);
            return bytes.flip();
        }
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LENGTH_BYTES = Long.BYTES;
    private static final long MAX_HEADER = 100_000_000;

    private final String origin;
    private final Source source;
    private final long dataStart;
    private final Map<String, Entry> entries;
    private final Map<String, String> metadata;

    private Safetensors(String origin, Source source, long size) throws IOException {
        this.origin = origin;
        this.source = source;
        if (size < LENGTH_BYTES) {
            throw broken("it is shorter than a header");
        }
        long headerLength = source.read(0, LENGTH_BYTES).getLong();
        if (headerLength < 2 || headerLength > MAX_HEADER || headerLength > size - LENGTH_BYTES) {
            throw broken("its header length is wrong");
        }
        this.dataStart = LENGTH_BYTES + headerLength;
        this.entries = new LinkedHashMap<>();
        this.metadata = new TreeMap<>();
        parse(header((int) headerLength), size - dataStart);
    }

    /**
     * Reads the header of a file.
     *
     * @throws ModelException if the file is missing or its header is broken
     */
    public static Safetensors open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelException(file + " is missing; a safetensors file is needed");
        }
        try {
            return new Safetensors(file.toString(), (position, bytes) -> fill(file, position, bytes), Files.size(file));
        } catch (IOException e) {
            throw new ModelException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the header of a file's content.
     *
     * @param origin what to call the content in a message
     * @throws ModelException if the header is broken
     */
    public static Safetensors parse(byte[] content, String origin) {
        Source source = (position, bytes) -> bytes.put(content, (int) position, bytes.remaining());
        try {
            return new Safetensors(origin, source, content.length);
        } catch (IOException e) {
            throw new ModelException(origin + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Names of the tensors, in the header's order. */
    public Set<String> names() {
        return Set.copyOf(entries.keySet());
    }

    /** The header's free texts. */
    public Map<String, String> metadata() {
        return Map.copyOf(metadata);
    }

    /**
     * Reads one tensor.
     *
     * @throws ModelException if there is no such tensor, or the file is shorter than its header says
     */
    public NamedTensor tensor(String name) {
        Entry entry = entry(name);
        try {
            ByteBuffer bytes = source.read(dataStart + entry.begin, Math.toIntExact(entry.end - entry.begin));
            return new NamedTensor(name, entry.shape.clone(), entry.type.toFloats(bytes));
        } catch (IOException | ArithmeticException e) {
            throw unreadable(name, e);
        }
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new ModelException("the tensor " + name + " is missing in " + origin);
        }
        return entry;
    }

    private ModelException unreadable(String name, Exception cause) {
        return new ModelException(
                "the tensor " + name + " in " + origin + " cannot be read: " + cause.getMessage(), cause);
    }

    /** A tensor that is read in parts. */
    StoredTensor stored(String name) {
        Entry entry = entry(name);
        return new StoredTensor(name, entry.type, entry.shape.clone(), (position, bytes) -> {
            try {
                source.fill(dataStart + entry.begin + position, bytes);
            } catch (IOException e) {
                throw unreadable(name, e);
            }
        });
    }

    /** Reads all tensors, in the header's order. */
    public List<NamedTensor> tensors() {
        return entries.keySet().stream().map(this::tensor).toList();
    }

    /** Content of a file that holds the tensors as F32 in the given order. */
    public static byte[] encode(List<NamedTensor> tensors, Map<String, String> metadata) {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode texts = header.putObject("__metadata__");
            new TreeMap<>(metadata).forEach(texts::put);
        }
        long offset = 0;
        for (NamedTensor tensor : tensors) {
            ObjectNode entry = header.putObject(tensor.name()).put("dtype", ElementType.F32.name());
            var shape = entry.putArray("shape");
            for (long dimension : tensor.shape()) {
                shape.add(dimension);
            }
            long end = offset + (long) Float.BYTES * tensor.values().length;
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded =
                (json.length + Long.BYTES - 1) / Long.BYTES * Long.BYTES; // data begins aligned, as the format asks
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(LENGTH_BYTES + padded + offset))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(padded).put(json);
        while (bytes.position() < LENGTH_BYTES + padded) {
            bytes.put((byte) ' ');
        }
        for (NamedTensor tensor : tensors) {
            bytes.asFloatBuffer().put(tensor.values());
            bytes.position(bytes.position() + Float.BYTES * tensor.values().length);
        }
        return bytes.array();
    }

    /** Writes {@link #encode} to a file. */
    public static void write(Path file, List<NamedTensor> tensors, Map<String, String> metadata) throws IOException {
        Files.write(file, encode(tensors, metadata));
    }

    private JsonNode header(int length) throws IOException {
        byte[] json = new byte[length];
        source.read(LENGTH_BYTES, length).get(json);
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw broken("its header is not JSON");
        }
    }

    private void parse(JsonNode header, long dataSize) {
        if (!header.isObject()) {
            throw broken("its header is not a JSON object");
        }
        header.properties().forEach(field -> {
            if (field.getKey().equals("__metadata__")) {
                field.getValue()
                        .properties()
                        .forEach(text ->
                                metadata.put(text.getKey(), text.getValue().asText()));
            } else {
                entries.put(field.getKey(), entry(field.getKey(), field.getValue(), dataSize));
            }
        });
    }

    private Entry entry(String name, JsonNode json, long dataSize) {
        ElementType type = ElementType.named(json.path("dtype").asText());
        if (type == null) {
            throw new ModelException("the tensor " + name + " in " + origin + " is "
                    + json.path("dtype").asText("of no type") + "; supported are F32, F16 and BF16");
        }
        List<Long> dimensions = new ArrayList<>();
        json.path("shape").forEach(dimension -> dimensions.add(dimension.asLong(-1)));
        long[] shape = dimensions.stream().mapToLong(Long::longValue).toArray();
        long begin = json.path("data_offsets").path(0).asLong(-1);
        long end = json.path("data_offsets").path(1).asLong(-1);
        long values = 1;
        for (long dimension : shape) {
            values = dimension < 0 || dimension > dataSize ? -1 : values * dimension;
            if (values < 0 || values > dataSize) {
                throw broken("the shape of " + name + " does not fit its size");
            }
        }
        if (begin < 0 || end > dataSize || end - begin != values * type.bytes()) {
            throw broken("it is cut off, or the offsets of " + name + " are wrong");
        }
        return new Entry(type, shape, begin, end);
    }

    private ModelException broken(String why) {
        return new ModelException(origin + " is not a usable safetensors file: " + why + "; fetch or write it again");
    }

    private static void fill(Path file, long position, ByteBuffer bytes) throws IOException {
        long start = position - bytes.position();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, start + bytes.position()) < 0) {
                    throw new IOException("the file ends early");
                }
            }
        }
    }
}
