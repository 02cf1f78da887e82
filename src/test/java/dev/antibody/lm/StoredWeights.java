package dev.antibody.lm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes safetensors files in forms that the product only reads, or must reject. */
final class StoredWeights {

    private StoredWeights() {}

    /** How one value is stored. */
    interface Store {
        void put(ByteBuffer bytes, float value);
    }

    static void write(Path file, List<Safetensors.NamedTensor> tensors, String type, int width, Store store)
            throws IOException {
        ObjectNode header = new ObjectMapper().createObjectNode();
        long offset = 0;
        for (Safetensors.NamedTensor tensor : tensors) {
            ObjectNode entry = header.putObject(tensor.name()).put("dtype", type);
            var shape = entry.putArray("shape");
            for (long dimension : tensor.shape()) {
                shape.add(dimension);
            }
            long end = offset + (long) width * tensor.values().length;
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        ByteBuffer data = ByteBuffer.allocate((int) offset).order(ByteOrder.LITTLE_ENDIAN);
        for (Safetensors.NamedTensor tensor : tensors) {
            for (float value : tensor.values()) {
                store.put(data, value);
            }
        }
        Files.write(file, file(header.toString(), data.array()));
    }

    /** A file with this header, whatever it says. */
    static byte[] file(String header, byte[] data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + json.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(data)
                .array();
    }

    /** The upper half of an F32, which is BF16 rounded towards zero. */
    static void bfloat16(ByteBuffer bytes, float value) {
        bytes.putShort((short) (Float.floatToRawIntBits(value) >>> 16));
    }

    /** IEEE 754 binary16 rounded towards zero; what is too small becomes zero. */
    static void float16(ByteBuffer bytes, float value) {
        int bits = Float.floatToRawIntBits(value);
        int exponent = ((bits >>> 23) & 0xFF) - 127 + 15;
        int magnitude = exponent <= 0 ? 0 : (exponent << 10) | ((bits >>> 13) & 0x3FF);
        bytes.putShort((short) (((bits >>> 16) & 0x8000) | magnitude));
    }
}
