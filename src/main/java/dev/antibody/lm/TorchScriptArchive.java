package dev.antibody.lm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source into the archive that {@code torch.jit.load} reads: a zip of the source, the module's
 * attributes and an empty table of constants. PyTorch compiles the source when it loads the archive, so that the whole
 * forward pass is one native call, and its text stays a file that can be read.
 *
 * <p>The attributes are a pickle, written here by hand: ints, floats and bools of one object. PyTorch does not
 * promise this layout, hence the pinned version; the engine's tests fail if it ever changes.
 *
 * @see <a href="https://github.com/pytorch/pytorch/blob/v2.7.1/torch/csrc/jit/docs/serialization.md">serialization</a>
 */
final class TorchScriptArchive {

    private static final int PROTO = 0x80;
    private static final int NEWOBJ = 0x81;
    private static final int NEWTRUE = 0x88;
    private static final int NEWFALSE = 0x89;

    private TorchScriptArchive() {}

    /**
     * An archive of one module.
     *
     * @param resource source text beside this class
     * @param type name of the module's class in it
     * @param attributes values of the attributes that the class declares: Integer, Double or Boolean
     */
    static byte[] pack(String resource, String type, Map<String, Object> attributes) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            put(zip, "data.pkl", pickle(type, attributes));
            put(zip, "code/__torch__.py", source(resource));
            put(zip, "constants.pkl", new byte[] {(byte) PROTO, 2, ')', '.'});
            put(zip, "version", "10\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return archive.toByteArray();
    }

    private static byte[] source(String resource) throws IOException {
        try (InputStream in = TorchScriptArchive.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the resource " + resource + " is missing in this build");
            }
            return in.readAllBytes();
        }
    }

    /** {@code object of __torch__.type with the attributes}, pickle protocol 2. */
    private static byte[] pickle(String type, Map<String, Object> attributes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(PROTO);
        out.write(2);
        out.writeBytes(("c__torch__\n" + type + "\n)").getBytes(StandardCharsets.US_ASCII)); // class, no arguments
        out.write(NEWOBJ);
        out.writeBytes("}(".getBytes(StandardCharsets.US_ASCII)); // dictionary, mark
        attributes.forEach((name, value) -> {
            byte[] text = name.getBytes(StandardCharsets.UTF_8);
            out.write('X'); // BINUNICODE
            out.writeBytes(littleEndian(text.length));
            out.writeBytes(text);
            writeValue(out, value);
        });
        out.writeBytes("ub.".getBytes(StandardCharsets.US_ASCII)); // SETITEMS, BUILD, STOP
        return out.toByteArray();
    }

    private static void writeValue(ByteArrayOutputStream out, Object value) {
        if (value instanceof Integer number) {
            out.write('J'); // BININT
            out.writeBytes(littleEndian(number));
        } else if (value instanceof Double number) {
            out.write('G'); // BINFLOAT, big-endian
            out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(number).array());
        } else if (value instanceof Boolean flag) {
            out.write(flag ? NEWTRUE : NEWFALSE);
        } else {
            throw new IllegalArgumentException("an attribute must be an Integer, Double or Boolean, not " + value);
        }
    }

    private static byte[] littleEndian(int number) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry("module/" + name);
        entry.setMethod(ZipEntry.STORED); // PyTorch reads stored entries only
        entry.setSize(content.length);
        CRC32 checksum = new CRC32();
        checksum.update(content);
        entry.setCrc(checksum.getValue());
        entry.setTime(0);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
